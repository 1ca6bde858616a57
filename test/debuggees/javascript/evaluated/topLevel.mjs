// A module whose top level uses a name too early.
let seen = 'nothing';
debugger;
try {
  seen = early;
} catch (error) {
  seen = error.name;
}
const early = 'no error';
export const topLevel = () => seen;
