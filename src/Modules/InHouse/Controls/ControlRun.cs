using System.Text.Json.Nodes;
using static Carewright.InHouse.InHouseNames;

namespace Carewright.InHouse.Controls;

/// <summary>How a run was judged.</summary>
internal enum RunOutcome
{
    /// <summary>Nothing is against it.</summary>
    Accepted,

    /// <summary>It is good, and worth a look.</summary>
    Warning,

    /// <summary>It is not good: patients are not tested until it is put right.</summary>
    Rejected,
}

/// <summary>One measured value of a control.</summary>
/// <param name="Control">Logical id of the control's Device.</param>
/// <param name="Level">Its level.</param>
/// <param name="Analyte">Code of the analyte.</param>
/// <param name="Number">What was measured; null: a word was.</param>
/// <param name="Word">The word; null: a number was measured.</param>
/// <param name="Score">Standard deviations from the mean that held then; null of a word.</param>
internal sealed record ControlValue(string Control, string Level, string Analyte, decimal? Number, string? Word, decimal? Score);

/// <summary>Controls that were measured together with one kit.</summary>
/// <param name="Id">Number of the run.</param>
/// <param name="Test">Code of the test.</param>
/// <param name="Kit">Logical id of the kit's Device.</param>
/// <param name="At">When it was entered: the order of runs goes by the server's clock, which nobody sets back.</param>
/// <param name="Outcome">How it was judged then.</param>
/// <param name="Rules">Names of the rules that it breaks; <c>expected</c>: a word is not the one expected.</param>
/// <param name="Values">What was measured.</param>
internal sealed record ControlRun(string Id, string Test, string Kit, DateTimeOffset At, RunOutcome Outcome, IReadOnlyList<string> Rules, IReadOnlyList<ControlValue> Values)
{
    /// <summary>Who measured: a reference, or null.</summary>
    public string? By { get; init; }

    /// <summary>References of its Observations, when it is read from the record.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>The Observations: of the control's Device and never of a patient, so that no chart has them.</summary>
    internal IEnumerable<JsonObject> Write(IReadOnlyDictionary<string, string> loincs, IReadOnlyDictionary<string, string?> units) => Values.Select(value =>
    {
        var observation = new JsonObject
        {
            ["resourceType"] = "Observation",
            ["identifier"] = new JsonArray(new JsonObject { ["system"] = Runs, ["value"] = Id }),
            ["status"] = "final",
            ["category"] = new JsonArray(Nodes.Concept(Kinds, Control)),
            ["code"] = CodeOf(value.Analyte, loincs[value.Analyte]),
            ["subject"] = Nodes.To($"Device/{value.Control}"),
            ["device"] = Nodes.To($"Device/{Kit}"),
            ["effectiveDateTime"] = Nodes.Instant(At),
            ["issued"] = Nodes.Instant(At),
            ["interpretation"] = new JsonArray([Nodes.Concept(Outcomes, Outcome.ToString().ToLowerInvariant()), .. RulesOf(this)]),
        };
        if (By is { } who)
            observation["performer"] = new JsonArray(Nodes.To(who));
        if (value.Number is { } number)
            observation["valueQuantity"] = Quantity(number, units.GetValueOrDefault(value.Analyte));
        else
            observation["valueCodeableConcept"] = new JsonObject { ["text"] = value.Word };
        observation["component"] = new JsonArray([.. PartsOf(value, Test)]);
        return observation;
    });

    /// <summary>The runs of Observations, oldest first; what is none of ours, or taken back, is left out.</summary>
    internal static IReadOnlyList<ControlRun> Read(IEnumerable<JsonObject> observations) =>
        [.. observations.Where(one => one.Text("status") is "final" or "amended" or "corrected").GroupBy(RunOf, StringComparer.Ordinal).Where(group => group.Key is not null).Select(group => Of(group.Key!, [.. group])).OfType<ControlRun>().OrderBy(run => run.At)];

    /// <summary>A number with its unit.</summary>
    internal static JsonObject Quantity(decimal number, string? unit)
    {
        var quantity = new JsonObject { ["value"] = number };
        if (unit is not null)
            (quantity["unit"], quantity["system"], quantity["code"]) = (unit, Ucum, unit);
        return quantity;
    }

    /// <summary>The code of an analyte.</summary>
    internal static JsonObject CodeOf(string analyte, string loinc, string? name = null)
    {
        var code = Nodes.Concept(Loinc, loinc, name);
        code["coding"]!.AsArray().Add((JsonNode)new JsonObject { ["system"] = Analytes, ["code"] = analyte });
        return code;
    }

    private static IEnumerable<JsonObject> RulesOf(ControlRun run) => run.Rules.Select(rule => Nodes.Concept(InHouseNames.Rules, rule));

    private static IEnumerable<JsonObject> PartsOf(ControlValue value, string test)
    {
        yield return new JsonObject { ["code"] = Nodes.Concept(Properties, "level"), ["valueString"] = value.Level };
        yield return new JsonObject { ["code"] = Nodes.Concept(Properties, "test"), ["valueString"] = test };
        if (value.Score is { } score)
            yield return new JsonObject { ["code"] = Nodes.Concept(Properties, "score"), ["valueQuantity"] = new JsonObject { ["value"] = Math.Round(score, 6) } };
    }

    private static string? RunOf(JsonObject observation) => observation.Many("identifier").Where(identifier => identifier.Text("system") == Runs).Select(identifier => identifier.Text("value")).FirstOrDefault();

    private static ControlRun? Of(string id, List<JsonObject> observations)
    {
        var first = observations[0];
        if (first.Moment("issued") is not { } at || first.Reference("device")?.Split('/')[^1] is not { } kit || Part(first, "test").Text("valueString") is not { } test)
            return null;
        var codes = first.Many("interpretation").Select(concept => (Outcome: concept.Code(Outcomes), Rule: concept.Code(InHouseNames.Rules))).ToList();
        // What does not say that it was good was not.
        var outcome = Enum.TryParse<RunOutcome>(codes.Select(code => code.Outcome).OfType<string>().FirstOrDefault(), ignoreCase: true, out var said) ? said : RunOutcome.Rejected;
        return new ControlRun(id, test, kit, at, outcome, [.. codes.Select(code => code.Rule).OfType<string>()], [.. observations.Select(ValueOf)])
        {
            By = first.Many("performer").Select(one => one.Text("reference")).FirstOrDefault(),
            References = [.. observations.Select(one => $"Observation/{one.Text("id")}")],
        };
    }

    private static ControlValue ValueOf(JsonObject one) => new(
        one.Reference("subject")?.Split('/')[^1] ?? "", Part(one, "level").Text("valueString") ?? "", one.One("code").Code(Analytes) ?? "",
        one.One("valueQuantity").Number("value"), one.One("valueCodeableConcept").Text("text"), Part(one, "score").One("valueQuantity").Number("value"));

    private static JsonObject? Part(JsonObject observation, string name) => observation.Many("component").FirstOrDefault(part => part.One("code").Code(Properties) == name);
}
