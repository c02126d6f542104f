using System.Text.Json.Nodes;
using Carewright.InHouse.Controls;
using static Carewright.InHouse.InHouseNames;

namespace Carewright.InHouse.Catalogue;

/// <summary>A test as an ActivityDefinition that order entry offers like any other, with one extension for what a clinic must know to perform it.</summary>
internal static class TestDefinition
{
    /// <summary>The definition of a test of an Organization.</summary>
    internal static JsonObject Write(InHouseTest test, string organization) => new()
    {
        ["resourceType"] = "ActivityDefinition",
        ["id"] = TestId(test.Code),
        ["extension"] = new JsonArray(
            new JsonObject { ["url"] = PerformerExtension, ["valueReference"] = Nodes.To($"Organization/{organization}") },
            new JsonObject { ["url"] = TestExtension, ["extension"] = new JsonArray([.. Parts(test)]) }),
        ["url"] = TestUrl(test.Code),
        ["identifier"] = new JsonArray(new JsonObject { ["system"] = Tests, ["value"] = test.Code }),
        ["title"] = test.Name,
        ["status"] = "active",
        ["kind"] = "ServiceRequest",
        ["code"] = CodeOf(test),
        ["topic"] = new JsonArray(Nodes.Concept(Sections, "LAB")),
    };

    /// <summary>The <c>code</c> that orders and reports of the test carry.</summary>
    internal static JsonObject CodeOf(InHouseTest test)
    {
        var concept = Nodes.Concept(Tests, test.Code, test.Name);
        if (test.Analytes is [var only])
            concept["coding"]!.AsArray().Add((JsonNode)new JsonObject { ["system"] = Loinc, ["code"] = only.Loinc });
        return concept;
    }

    /// <summary>The test of a definition; null when it is none of ours, not active, or says less than a test needs.</summary>
    internal static InHouseTest? Read(JsonObject activity)
    {
        var said = activity.Many("extension").FirstOrDefault(extension => extension.Text("url") == TestExtension);
        var code = activity.Many("identifier").Where(identifier => identifier.Text("system") == Tests).Select(identifier => identifier.Text("value")).FirstOrDefault();
        var analytes = All(said, "analyte").Select(AnalyteOf).OfType<Analyte>().ToList();
        if (said is null || code is null || activity.Text("status") != "active" || analytes.Count == 0)
            return null;
        return new InHouseTest(code, activity.Text("title") ?? code, One(said, "method").Text("valueString") ?? "", analytes)
        {
            HasInternalControl = One(said, "internal-control").Flag("valueBoolean"),
            ControlLevels = [.. All(said, "control-level").Select(one => one.Text("valueString")).OfType<string>()],
            ControlDays = (int)(One(said, "control-days").Number("valueInteger") ?? 0),
            Rules = [.. All(said, "rule").Select(one => one.Text("valueCode")).OfType<string>().Where(rule => ControlRule.Named([rule]).Count == 1)],
            NeedsCompetency = One(said, "needs-competency").Flag("valueBoolean"),
            Complexity = One(said, "complexity").Text("valueCode") ?? "waived",
            Organization = activity.Many("extension").Where(extension => extension.Text("url") == PerformerExtension).Select(extension => extension.Reference("valueReference")?.Split('/')[^1]).FirstOrDefault(),
        };
    }

    private static IEnumerable<JsonObject> Parts(InHouseTest test)
    {
        yield return Part("method", "valueString", test.Method);
        yield return Part("internal-control", "valueBoolean", test.HasInternalControl);
        yield return Part("control-days", "valueInteger", test.ControlDays);
        yield return Part("complexity", "valueCode", test.Complexity);
        if (test.NeedsCompetency)
            yield return Part("needs-competency", "valueBoolean", true);
        foreach (var level in test.ControlLevels)
            yield return Part("control-level", "valueString", level);
        foreach (var rule in test.Rules)
            yield return Part("rule", "valueCode", rule);
        foreach (var analyte in test.Analytes)
            yield return new JsonObject { ["url"] = "analyte", ["extension"] = new JsonArray([.. Parts(analyte)]) };
    }

    private static IEnumerable<JsonObject> Parts(Analyte analyte)
    {
        yield return Part("code", "valueCode", analyte.Code);
        yield return Part("name", "valueString", analyte.Name);
        yield return Part("loinc", "valueCode", analyte.Loinc);
        yield return Part("kind", "valueCode", analyte.Kind.ToString().ToLowerInvariant());
        if (analyte.Unit is { } unit)
            yield return Part("unit", "valueCode", unit);
        foreach (var (name, value) in new[] { ("low", analyte.Low), ("high", analyte.High), ("least", analyte.Least), ("most", analyte.Most) })
        {
            if (value is { } number)
                yield return Part(name, "valueDecimal", number);
        }
        foreach (var choice in analyte.Kind == ResultKind.Graded ? analyte.Choices : [])
            yield return Part("choice", "valueString", choice);
    }

    private static Analyte? AnalyteOf(JsonObject said)
    {
        if (One(said, "code").Text("valueCode") is not { } code || One(said, "loinc").Text("valueCode") is not { } loinc || !Enum.TryParse<ResultKind>(One(said, "kind").Text("valueCode"), ignoreCase: true, out var kind))
            return null;
        var analyte = new Analyte(code, One(said, "name").Text("valueString") ?? code, loinc, kind)
        {
            Unit = One(said, "unit").Text("valueCode"),
            Low = One(said, "low").Number("valueDecimal"),
            High = One(said, "high").Number("valueDecimal"),
            Least = One(said, "least").Number("valueDecimal"),
            Most = One(said, "most").Number("valueDecimal"),
        };
        return kind == ResultKind.Graded ? analyte with { Choices = [.. All(said, "choice").Select(one => one.Text("valueString")).OfType<string>()] } : analyte;
    }

    private static JsonObject Part(string name, string member, JsonNode value) => new() { ["url"] = name, [member] = value };

    private static IEnumerable<JsonObject> All(JsonObject? said, string name) => said.Many("extension").Where(part => part.Text("url") == name);

    private static JsonObject? One(JsonObject? said, string name) => All(said, name).FirstOrDefault();
}
