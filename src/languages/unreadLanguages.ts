/** Languages that people may expect here but that nothing reads yet: a terminal says so instead of guessing. */
export const UNREAD_LANGUAGES: readonly { readonly name: string; readonly isProgram: (program: string) => boolean }[] = [
  { name: 'Python', isProgram: (program) => /\.py$/i.test(program) },
];
