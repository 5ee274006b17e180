// The rules of @graphql-eslint for schemas, recommended and Relay's, but for those that would cost readers of the API more than
// they gain. Run by `make check-schema` on a copy of schema.graphqls in this folder.
import graphql from "@graphql-eslint/eslint-plugin";

const { rules: recommended } = graphql.configs["flat/schema-recommended"];
const { rules: relay } = graphql.configs["flat/schema-relay"];

export default [
  {
    files: ["*.graphqls"],
    plugins: { "@graphql-eslint": graphql },
    languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema: "schema.graphqls" } } },
    rules: {
      ...recommended,
      ...relay,
      // Short descriptions stand in one line beside what they describe, long ones in blocks. That each exists is checked.
      "@graphql-eslint/description-style": "off",
      // Record.recorded and recordedAsOf tell when it was put on record, Source.sources what it rests on: they are not prefixes.
      "@graphql-eslint/no-typename-prefix": "off",
      // Amounts, names, chains and the like are values: they have no id and need none.
      "@graphql-eslint/strict-id-in-types": "off",
      // A promise has a few targets, a finding a few quotes: lists that need no pages. Those that do are connections. A change has a
      // number and a version belongs to a record: they are entries of lists and have no id of their own.
      "@graphql-eslint/relay-edge-types": ["error", { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false }],
    },
  },
];
