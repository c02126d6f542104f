using System.Text.Json.Nodes;
using Carewright.Astm.Records;
using Carewright.Kernel;

namespace Carewright.Mapping.Analysers;

/// <summary>Makes the Observation of one result (LIS2-A2 9).</summary>
internal sealed class AstmObservation(AstmRun run, ResultRecord result, int at, string patient)
{
    private const string Operator = "https://carewright.example/fhir/StructureDefinition/instrument-operator";
    private readonly JsonObject _json = new() { ["resourceType"] = "Observation" };
    private readonly List<Origin> _origins = [];
    private readonly string _place = System.FormattableString.Invariant($"R[{at}]");

    internal MappedResult Make()
    {
        var (number, system) = (run.NumberOf(result), run.Minted("NamingSystem", "result"));
        if (number is not null)
            _json["identifier"] = AstmJson.List(new JsonObject { ["system"] = system, ["value"] = number });
        AddOrders();
        var status = AstmStatus.Of(result);
        Add("status", status, "9");
        _json["category"] = AstmJson.List(AstmJson.Concept(AstmJson.Coding("http://terminology.hl7.org/CodeSystem/observation-category", "laboratory")));
        Add("code", Code(), "3");
        _json["subject"] = AstmJson.Reference(patient);
        AddTimes();
        AddValue();
        AddFlags();
        AddRemarks();
        AddInstrument();
        var resource = new MappedResource(run.NextKey(), "Observation", AstmJson.Bytes(_json), number is null ? MappedIntent.Create : MappedIntent.Upsert, number is null ? [] : [$"{system}|{number}"], [], _origins);
        return new MappedResult(resource, result.Test.Code, status);
    }

    private void Add(string element, JsonNode? value, string field)
    {
        if (value is null)
            return;
        _json[element] = value;
        _origins.Add(new Origin(element, $"{_place}-{field}"));
    }

    private void AddOrders()
    {
        if (run.Specimen is not { } specimen)
            return;
        _json["specimen"] = AstmJson.Reference(specimen.Reference);
        var orders = specimen.Orders.Where(order => run.Codes.TestsOf(order.Codings).Contains(result.Test.Code)).ToList();
        if (orders.Count > 0)
            _json["basedOn"] = AstmJson.List([.. orders.Select(order => AstmJson.Reference(order.Reference))]);
        if (orders.Select(order => order.Encounter).OfType<string>().Distinct(StringComparer.Ordinal).ToList() is [var encounter])
            _json["encounter"] = AstmJson.Reference(encounter);
    }

    private JsonObject Code()
    {
        var (test, name) = (result.Test.Code, result.Test.Name);
        var own = AstmJson.Coding(run.Minted("CodeSystem", "test"), test, name);
        var meaning = run.Codes.Meaning(test);
        var concept = test.Length == 0 ? [] : meaning is null ? AstmJson.Concept(own) : AstmJson.Concept(AstmJson.Coding(meaning.System, meaning.Target, meaning.Display), own);
        var text = string.Join(' ', AstmRun.TestParts(result).Prepend(name.Length > 0 ? name : meaning?.Display ?? test));
        if (meaning is null && test.Length > 0)
            run.Issues.Add(new Issue(IssueSeverity.Information, IssueTypes.CodeInvalid, "ASTM-TEST-UNKNOWN", "What this test is has not been said; it keeps the instrument's own code.", $"{_place}-3", AstmToFhir.Spec));
        concept["text"] = text.Length > 0 ? text : "?";
        return concept;
    }

    // When the specimen was taken is what a result is true of; when it was measured comes next to it.
    private void AddTimes()
    {
        var order = result.Order;
        var taken = run.Time(order?.Collected);
        if (taken is not null)
            Add("effectiveDateTime", taken, "O-8");
        else if (run.Specimen?.Collected is { } collected)
            _json["effectiveDateTime"] = collected;
        else
            Add("effectiveDateTime", run.Time(result.Started) ?? run.Time(result.Completed), "12");
        Add("issued", run.Instant(result.Completed) ?? run.Instant(order?.Reported), "13");
    }

    private void AddValue()
    {
        var value = new AstmFigure(run, result);
        if (value.Quantity() is { } quantity)
            Add("valueQuantity", quantity, "4");
        else if (value.Text.Length > 0)
            Add("valueString", value.Text, "4");
        else
            Add("dataAbsentReason", AstmJson.Concept(AstmJson.Coding("http://terminology.hl7.org/CodeSystem/data-absent-reason", AstmStatus.IsImpossible(result) ? "error" : "unknown")), "9");
        Add("referenceRange", value.Range(), "6");
    }

    private void AddFlags()
    {
        var flags = result.AbnormalFlags().Select(AstmStatus.Flag).ToArray();
        Add("interpretation", flags.Length > 0 ? AstmJson.List(flags) : null, "7");
    }

    private void AddRemarks()
    {
        var remarks = result.Record.Comments().Select(comment => string.Join(' ', Enumerable.Range(1, comment.Comment.Components).Select(part => comment.Comment.Component(part).Text.Trim(' ')).Where(text => text.Length > 0)))
            .Concat(AstmStatus.Remark(result) is { } remark ? [remark] : []).Where(text => text.Length > 0).Select(text => new JsonObject { ["text"] = text }).ToArray();
        Add("note", remarks.Length > 0 ? AstmJson.List(remarks) : null, "C-4");
    }

    private void AddInstrument()
    {
        var name = string.Join(' ', new[] { run.Message.Header.Sender.Component(1).Text.Trim(' '), result.InstrumentId }.Where(part => part.Length > 0).Distinct(StringComparer.Ordinal));
        if (name.Length > 0)
            Add("device", new JsonObject { ["display"] = name }, "14");
        var who = result.Operator.Divide().FirstOrDefault() is var first ? string.Join(", ", Enumerable.Range(1, first.Components).Select(part => first.Component(part).Text.Trim(' ')).Where(text => text.Length > 0)) : "";
        if (who.Length > 0)
            Add("extension", AstmJson.List(new JsonObject { ["url"] = Operator, ["valueString"] = who }), "11");
    }
}
