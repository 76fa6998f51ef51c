// What an administrator does with a report, one action after the other. Run in the page, behind
// `watch.js`. Without an argument, gives the names of the actions; with the number of one, does it
// and gives its cost.
const field = () => document.querySelector("input[type=search]");
const select = (name) => [...document.querySelectorAll("label")]
  .find((label) => label.textContent.trim() === name).control;
const enter = (control, value, event) => {
  control.value = value;
  control.dispatchEvent(new Event(event, { bubbles: true }));
};
const head = (name) => () => [...document.querySelectorAll("th button")]
  .find((button) => button.textContent.trim() === name).click();
const orderBy = (column) => () => enter(select("Order by"), column, "change");
const search = (text) => () => enter(field(), text, "input");
const turn = () => document.querySelector("[aria-label='Next page']").click();
const actions = [
  ["page turn", turn], ["page turn", turn], ["page turn", turn],
  ["order by files", head("Files")], ["order turned round", head("Files")],
  ["order by user ID", head("User")], ["order turned round", head("User")],
  ["order by average", head("Average")], ["order by size", head("Size")],
  ["order by name, the first time", orderBy("displayname")],
  ["order by files", orderBy("media_count")],
  ["order by name", orderBy("displayname")],
  ["order by size", head("Size")],
  ["key stroke a", search("a")], ["key stroke al", search("al")],
  ["key stroke ali", search("ali")], ["key stroke alic", search("alic")],
  ["key stroke back to ali", search("ali")],
  ["search for é", search("é")], ["search given up", search("")],
  ["page turn", turn],
];
const [number] = arguments;
if (number === undefined) return actions.map(([name]) => name);
return watch.act(actions[number][1]);
