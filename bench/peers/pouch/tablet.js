// One PouchDB on LevelDB that replicates with a server.   node tablet.js FOLDER
// Obeys lines: "fill" and a file of visits, "push" or "pull" and an address. Each is answered by the number of visits
// held then; it is also said at first, when everything has loaded.
const fs = require("fs");
const readline = require("readline");
const PouchDB = require("pouchdb");

const BATCH = 500;
const database = new PouchDB(process.argv[2]);

async function fill(file) {
  const visits = JSON.parse(fs.readFileSync(file, "utf8"));
  const documents = visits.map(({ id, ...rest }) => ({ _id: id, ...rest }));
  for (let at = 0; at < documents.length; at += BATCH) await database.bulkDocs(documents.slice(at, at + BATCH));
}

const at = (address) => new PouchDB(`${address}/visits`);

const commands = {
  fill,
  push: (address) => database.replicate.to(at(address), { batch_size: BATCH }),
  pull: (address) => database.replicate.from(at(address), { batch_size: BATCH }),
};

const tell = async () => console.log((await database.info()).doc_count);

(async () => {
  await tell();
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const [name, argument] = line.split(" ");
    await commands[name](argument);
    await tell();
  }
  await database.close();
})();
