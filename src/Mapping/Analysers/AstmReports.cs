using System.Text.Json.Nodes;

namespace Carewright.Mapping.Analysers;

/// <summary>Makes the reports of results: one for each order that has some, and one for what nobody has ordered.</summary>
internal sealed class AstmReports(AstmRun run)
{
    private static readonly string[] s_done = ["final", "corrected", "cancelled"];

    internal IReadOnlyList<MappedResource> Of(IReadOnlyList<MappedResult> results, string patient)
    {
        var reports = new List<MappedResource>();
        var left = new HashSet<MappedResult>(results);
        foreach (var order in run.Specimen?.Orders ?? [])
        {
            var tests = run.Codes.TestsOf(order.Codings);
            var own = results.Where(result => tests.Contains(result.Test)).ToList();
            if (own.Count > 0)
                reports.Add(Report(order, tests, own, patient));
            left.ExceptWith(own);
        }
        if (left.Count > 0)
            reports.Add(Report(null, [], [.. results.Where(left.Contains)], patient));
        return reports;
    }

    private MappedResource Report(KnownOrder? order, IReadOnlyList<string> tests, IReadOnlyList<MappedResult> results, string patient)
    {
        var earlier = (order?.Results ?? []).Where(known => !results.Any(result => result.Resource.Business.Intersect(known.Identifiers).Any())).ToList();
        var json = new JsonObject { ["resourceType"] = "DiagnosticReport" };
        var (system, number) = (AstmToFhir.ReportSystem(run.Context.Partner), NumberOf(order));
        if (number is not null)
            json["identifier"] = AstmJson.List(new JsonObject { ["system"] = system, ["value"] = number });
        if (order is not null)
            json["basedOn"] = AstmJson.List(AstmJson.Reference(order.Reference));
        json["status"] = StatusOf(tests, results, earlier);
        json["category"] = AstmJson.List(AstmJson.Concept(AstmJson.Coding("http://terminology.hl7.org/CodeSystem/v2-0074", "LAB")));
        json["code"] = order is null ? AstmJson.Concept(AstmJson.Coding("http://loinc.org", "11502-2")) : JsonNode.Parse(order.Code.Span);
        json["subject"] = AstmJson.Reference(patient);
        if (order?.Encounter is { } encounter)
            json["encounter"] = AstmJson.Reference(encounter);
        AddTimes(json);
        if (run.Specimen is { } specimen)
            json["specimen"] = AstmJson.List(AstmJson.Reference(specimen.Reference));
        json["result"] = AstmJson.List([.. earlier.Select(known => AstmJson.Reference(known.Reference)), .. results.Select(result => AstmJson.Reference(result.Resource.Key))]);
        return new MappedResource(run.NextKey(), "DiagnosticReport", AstmJson.Bytes(json), number is null ? MappedIntent.Create : MappedIntent.Upsert, number is null ? [] : [$"{system}|{number}"], [], []);
    }

    private string? NumberOf(KnownOrder? order)
    {
        var number = run.Specimen?.Number ?? SpecimenParts.NumbersIn(run.Message)[0];
        return number.Length == 0 ? null : $"{AstmJson.Plain(number)}/{order?.Reference.Split('/')[1] ?? "unordered"}";
    }

    private void AddTimes(JsonObject report)
    {
        var results = run.Message.Results().ToList();
        if (results.Select(result => run.Time(result.Order?.Collected)).FirstOrDefault(time => time is not null) is { } taken)
            report["effectiveDateTime"] = taken;
        else if (run.Specimen?.Collected is { } collected)
            report["effectiveDateTime"] = collected;
        report["issued"] = results.Select(result => run.Instant(result.Completed)).OfType<string>().Order(StringComparer.Ordinal).LastOrDefault() ?? run.Instant(run.Message.Header.Time)
            ?? run.Context.ReceivedAt.ToString("yyyy-MM-dd'T'HH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture);
    }

    // Final when everything that was ordered is there: an instrument sends each test when it is done with it.
    private string StatusOf(IReadOnlyList<string> tests, IReadOnlyList<MappedResult> results, IReadOnlyList<KnownResult> earlier)
    {
        var states = results.Select(result => result.Status).Concat(earlier.Select(known => known.Status)).ToList();
        if (states.TrueForAll(status => status == "cancelled"))
            return "cancelled";
        if (states.Exists(status => !s_done.Contains(status)))
            return states.Exists(status => s_done.Contains(status)) ? "partial" : "preliminary";
        var prefix = $"{run.Minted("NamingSystem", "result")}|{run.Specimen?.Number}/";
        bool IsThere(string test) => results.Any(result => result.Test == test) || earlier.Any(known => known.Identifiers.Any(identifier => identifier == prefix + test || identifier.StartsWith($"{prefix}{test}^", StringComparison.Ordinal)));
        return !tests.All(IsThere) ? "partial" : states.Contains("corrected") ? "corrected" : "final";
    }
}
