/** The version of all files in `dist/`, as in `package.json`. */
export const VERSION = '0.1.0';
