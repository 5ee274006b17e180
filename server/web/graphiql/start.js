// A link can carry a query: /graphiql?query=…&variables=…&operationName=…
// What is edited goes into the address, so that it can be shared.
const parameters = Object.fromEntries(new URLSearchParams(location.search));

function keep(name) {
  return (value) => {
    if (value) parameters[name] = value;
    else delete parameters[name];
    history.replaceState(null, '', '?' + new URLSearchParams(parameters));
  };
}

const first = `# A promise, who made it, and what bears on it.
{
  promise(id: "tesla-ai-spend-2024") {
    statement
    madeOn
    speaker { name }
    deadline { on text }
    targets { metric comparator value unit }
    evidence(first: 10) {
      edges {
        stance
        node { summary writtenOn publishedOn sources { title url } }
      }
    }
  }
}
`;

ReactDOM.createRoot(document.getElementById('graphiql')).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: '/graphql' }),
    query: parameters.query,
    variables: parameters.variables,
    operationName: parameters.operationName,
    defaultQuery: first,
    onEditQuery: keep('query'),
    onEditVariables: keep('variables'),
    onEditOperationName: keep('operationName'),
  }),
);

// The gallery: questions to begin with.
fetch('/queries/json').then((answer) => answer.json()).then((examples) => {
  const choice = document.getElementById('gallery');
  for (const example of examples) choice.add(new Option(example.title, example.query));
  choice.value = parameters.query || '';
  choice.addEventListener('change', () => { if (choice.value) location.search = new URLSearchParams({ query: choice.value }); });
  choice.parentElement.hidden = false;
});
