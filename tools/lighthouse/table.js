// The scores of every page, from the reports of `make audit`.
const manifest = require(`../../_build/audit/${process.env.FORM}/manifest.json`);
const scores = manifest.map(({ url, summary }) => [new URL(url).pathname.slice(1), summary]);
console.log(process.env.FORM);
console.table(Object.fromEntries(scores));
