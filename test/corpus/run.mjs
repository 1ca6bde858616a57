// npm run corpus -- javascript | go [OPTIONS]
// Compares what the tree says about programs that nobody here wrote with what they then do.
const languages = ['javascript', 'go'];
const language = process.argv[2] ?? '';
if (!languages.includes(language)) {
  console.error(`npm run corpus -- ${languages.join(' | ')} [OPTIONS]`);
  process.exit(2);
}
await import(`./${language}.mjs`);
