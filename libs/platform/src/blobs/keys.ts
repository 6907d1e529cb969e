import { companyId } from '#libs/contracts';

const segment = /^(?!\.{1,2}$)[A-Za-z0-9._=@-]{1,200}$/;
const longest = 700;

const refuse = (key: string): never => {
  throw new Error(
    `blob key ${JSON.stringify(key).slice(0, 200)} is not <company id>/<name>[/<name>…] of A-Z a-z 0-9 . _ = @ -`,
  );
};

/** @throws Error for a key without a company, one that leaves its folder, or one with characters beyond the plain ones */
export const checkKey = (key: string): string => {
  const [company = '', ...names] = key.split('/');
  const good = key.length <= longest && names.length > 0 && names.every((name) => segment.test(name));
  return good && companyId.safeParse(company).success ? key : refuse(key);
};

/** @throws Error as `checkKey`; the last name may be unfinished */
export const checkPrefix = (prefix: string): string => {
  checkKey(prefix.endsWith('/') ? `${prefix}x` : prefix);
  return prefix;
};
