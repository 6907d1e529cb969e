import { crashPointNames, crashPointOf, parseCrashRule } from './crash-points.js';

describe('crash points', () => {
  it('reads a point and a hit', () => {
    expect(parseCrashRule('before-commit')).toEqual({ point: 'before-commit', hit: 1 });
    expect(parseCrashRule('after-effect:12')).toEqual({ point: 'after-effect', hit: 12 });
  });

  it.each(['', 'nowhere', 'before-commit:0', 'before-commit:x', 'before-commit:-1'])(
    'refuses %j and names the points',
    (text) => {
      expect(() => parseCrashRule(text)).toThrow(crashPointNames[0]);
    },
  );

  it('kills at the named hit of the named point and nowhere else', () => {
    const kill = jest.spyOn(process, 'kill').mockReturnValue(true);
    const point = crashPointOf({ point: 'after-commit', hit: 2 });
    point('after-commit');
    point('before-commit');
    expect(kill).not.toHaveBeenCalled();
    point('after-commit');
    expect(kill).toHaveBeenCalledWith(process.pid, 'SIGKILL');
    crashPointOf(undefined)('after-commit');
    expect(kill).toHaveBeenCalledTimes(1);
    kill.mockRestore();
  });
});
