/** Languages that people may expect here, and that nothing reads yet: a terminal says so in place of a guess. */
export const UNREAD_LANGUAGES: readonly { readonly name: string; readonly isProgram: (program: string) => boolean }[] = [
  { name: 'Python', isProgram: (program) => /\.py$/i.test(program) },
];
