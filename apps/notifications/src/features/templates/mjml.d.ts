/** The part that is used; the package brings no types. */
declare module 'mjml' {
  interface MjmlOptions {
    validationLevel: 'strict' | 'soft' | 'skip';
    ignoreIncludes: boolean;
    fonts: Record<string, string>;
    keepComments: boolean;
  }
  export default function mjml2html(
    source: string,
    options: MjmlOptions,
  ): Promise<{ html: string; errors: { line: number; message: string; tagName: string }[] }>;
}
