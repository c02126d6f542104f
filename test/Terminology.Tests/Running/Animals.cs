namespace Carewright.Terminology.Tests.Running;

/// <summary>A made-up code system with everything in it: hierarchy, several parents, properties, designations, inactive concepts, groupers.</summary>
internal static class Animals
{
    internal const string Url = "http://example.org/animals";

    internal const string System = """
        {
          "resourceType": "CodeSystem", "url": "http://example.org/animals", "version": "2", "name": "Animals", "status": "active", "content": "complete", "caseSensitive": true, "language": "en",
          "valueSet": "http://example.org/animals/all", "hierarchyMeaning": "is-a",
          "property": [
            {"code": "legs", "type": "integer"}, {"code": "home", "type": "code"}, {"code": "parent", "uri": "http://hl7.org/fhir/concept-properties#parent", "type": "code"},
            {"code": "retired", "uri": "http://hl7.org/fhir/concept-properties#inactive", "type": "boolean"}, {"code": "notSelectable", "uri": "http://hl7.org/fhir/concept-properties#notSelectable", "type": "boolean"}
          ],
          "concept": [
            {"code": "mammal", "display": "Mammal", "property": [{"code": "notSelectable", "valueBoolean": true}], "concept": [
              {"code": "dog", "display": "Dog", "definition": "Canis familiaris.", "designation": [{"language": "es", "value": "Perro"}, {"language": "de", "value": "Hund"}],
                "property": [{"code": "legs", "valueInteger": 4}, {"code": "home", "valueCode": "house"}], "concept": [
                {"code": "poodle", "display": "Standard poodle", "property": [{"code": "legs", "valueInteger": 4}]},
                {"code": "hound", "display": "Basset hound dog", "property": [{"code": "legs", "valueInteger": 4}]}
              ]},
              {"code": "whale", "display": "Whale", "property": [{"code": "home", "valueCode": "sea"}]},
              {"code": "bat", "display": "Bat"}
            ]},
            {"code": "flyer", "display": "Flying animal", "concept": [
              {"code": "eagle", "display": "Eagle", "property": [{"code": "legs", "valueInteger": 2}]},
              {"code": "dodo", "display": "Dodo", "property": [{"code": "legs", "valueInteger": 2}, {"code": "retired", "valueBoolean": true}]}
            ]},
            {"code": "fruitbat", "display": "Fruit bat", "property": [{"code": "parent", "valueCode": "bat"}, {"code": "parent", "valueCode": "flyer"}]}
          ]
        }
        """;

    internal const string Older = """
        {
          "resourceType": "CodeSystem", "url": "http://example.org/animals", "version": "1", "name": "Animals", "status": "active", "content": "complete", "caseSensitive": true,
          "concept": [{"code": "dog", "display": "Domestic dog"}, {"code": "unicorn", "display": "Unicorn"}]
        }
        """;

    /// <summary>A value set from the inside of its compose.</summary>
    internal static string Set(string name, string compose, string version = "1") =>
        $$"""{"resourceType": "ValueSet", "url": "http://example.org/vs/{{name}}", "version": "{{version}}", "status": "active", "compose": {{compose}}}""";

    internal static string Name(string set) => "http://example.org/vs/" + set;
}
