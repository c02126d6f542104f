using System.Collections.Concurrent;
using System.Xml.Linq;
using Carewright.Fhir.Json;
using Carewright.Fhir.Xml;
using Carewright.Testing;

namespace Carewright.Fhir.Tests.Path;

/// <summary>One test of the official FHIRPath R4 suite.</summary>
/// <param name="Id">Group and name, unique.</param>
/// <param name="Expression">The expression.</param>
/// <param name="InputFile">File name of its input, or null.</param>
/// <param name="Invalid">syntax, semantic or execution when an error is expected; otherwise null.</param>
/// <param name="IsPredicate">True when the result is asked for as a truth value.</param>
/// <param name="Outputs">Expected items: type (may be null) and text.</param>
public sealed record SuiteTest(string Id, string Expression, string? InputFile, string? Invalid, bool IsPredicate, IReadOnlyList<(string? Type, string Text)> Outputs);

/// <summary>Reads the official suite and its inputs from the shared test data.</summary>
public static class OfficialSuite
{
    private static readonly ConcurrentDictionary<string, ResourceDocument> s_inputs = new();

    public static IReadOnlyList<SuiteTest> Load()
    {
        XDocument suite = XDocument.Load(SharedData.Require("fhirpath/tests-fhir-r4.dev.xml"), LoadOptions.PreserveWhitespace);
        return [.. suite.Root!.Elements("group").SelectMany(Tests)];
    }

    public static ResourceDocument Input(string name) => s_inputs.GetOrAdd(name, static file =>
    {
        ReadOnlyMemory<byte> bytes = File.ReadAllBytes(SharedData.Require("fhirpath/input/" + file));
        if (file.EndsWith(".xml", StringComparison.Ordinal))
        {
            bytes = FhirXml.ToJson(bytes).Json!.Value;
        }

        return ResourceDocument.Parse(bytes).Document!;
    });

    private static IEnumerable<SuiteTest> Tests(XElement group) => group.Elements("test").Where(test => test.Element("expression") is not null).Select(test =>
    {
        XElement expression = test.Element("expression")!;
        return new SuiteTest(
            $"{group.Attribute("name")!.Value}/{test.Attribute("name")!.Value}",
            expression.Value,
            test.Attribute("inputfile")?.Value,
            expression.Attribute("invalid")?.Value,
            test.Attribute("predicate")?.Value == "true",
            [.. test.Elements("output").Select(output => (output.Attribute("type")?.Value, output.Value))]);
    });
}
