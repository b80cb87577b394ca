// Writes the plan as a note on the merge request, or brings the note that is already there up to date.
import { readFileSync } from 'node:fs';

const { CI_API_V4_URL, CI_PROJECT_ID, CI_MERGE_REQUEST_IID, NOTES_TOKEN } = process.env;
const body = readFileSync(process.argv[2], 'utf8');
const marker = body.slice(0, body.indexOf('\n'));
const notes = `${CI_API_V4_URL}/projects/${CI_PROJECT_ID}/merge_requests/${CI_MERGE_REQUEST_IID}/notes`;

async function call(method, url, content) {
  const answer = await fetch(url, {
    method,
    headers: { 'PRIVATE-TOKEN': NOTES_TOKEN, 'content-type': 'application/json' },
    body: content && JSON.stringify(content),
  });
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`);
  return answer;
}

let mine;
for (let page = '1'; page && !mine;) {
  const answer = await call('GET', `${notes}?per_page=100&page=${page}`);
  mine = (await answer.json()).find((note) => note.body.startsWith(marker));
  page = answer.headers.get('x-next-page');
}
await (mine ? call('PUT', `${notes}/${mine.id}`, { body }) : call('POST', notes, { body }));
