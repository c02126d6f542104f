using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Carewright.Fhir.Definitions;
using Carewright.Search.Model.Asking;
using Carewright.Search.Model.Reading;
using Carewright.Search.Tests.Random;
using Carewright.Security;

namespace Carewright.Search.Tests;

/// <summary>Random clinics and random searches: what the product answers, held against the model. One seed, one clinic; the same seed, the same clinic and the same searches.</summary>
internal static class ModelRun
{
    internal const int CasesPerClinic = 100;
    private const int WritingCases = 6;
    private const int LargeEvery = 20;
    private const int LargeCount = 300;
    private static readonly string[] s_always = ["Patient", "Observation"];
    private static readonly string[] s_others = [.. FhirModel.R4.ResourceTypes.Select(type => type.Name).Where(name => name is not ("Bundle" or "Parameters" or "Binary")).Except(s_always).Order(StringComparer.Ordinal)];

    /// <summary>The resources of a clinic, and the types they are of: all types come round in turn.</summary>
    internal static (IReadOnlyList<JsonObject> Resources, IReadOnlyList<string> Types) Clinic(int seed, Dice dice)
    {
        List<string> types = [.. s_always, .. new[] { s_others[seed % s_others.Length], s_others[(seed * 7 + 3) % s_others.Length], dice.Pick("Encounter", "Condition", "List", "Practitioner", "Group", "Location", "Organization", "CareTeam", "RiskAssessment") }.Distinct()];
        // A few have so many of two types that the ways to walk that serve small clinics no longer serve.
        types = IsLarge(seed) ? [.. s_always] : [.. types.Distinct()];
        var generator = new RandomResources(dice, types);
        var resources = types.SelectMany(type => Enumerable.Range(0, IsLarge(seed) ? LargeCount : RandomResources.IdsPerType).Where(_ => !dice.OneIn(5)).Select(number => generator.Make(type, number))).OrderBy(_ => dice.Below(1000)).ToList();
        return (resources, types);
    }

    private static bool IsLarge(int seed) => seed % LargeEvery == 0;

    /// <summary>Runs the cases of one clinic; the first difference, shrunk, or null.</summary>
    internal static async Task<string?> RunAsync(int seed, Tally tally)
    {
        var dice = new Dice(seed);
        var (resources, types) = Clinic(seed, dice);
        await using var clinic = await SearchedClinic.OpenAsync(resources);
        var queries = new RandomQueries(dice, types, clinic.Record);
        for (var i = 0; i < CasesPerClinic - WritingCases; i++)
        {
            if (i == CasesPerClinic / 2)
                clinic.Settle();
            var (actor, query) = (dice.OneIn(3) ? SearchedClinic.Somebody : SearchedClinic.Everybody, queries.Make());
            if (IsLarge(seed) && query.Count < 10)
                query = query with { Count = query.Count * 15 };
            if (await DifferenceAsync(clinic, actor, query, tally) is not null)
                return $"seed {seed}, case {i}\n" + await Shrinking.ExplainAsync(resources, actor, query);
        }
        for (var i = 0; i < WritingCases; i++)
            if (await WritingCase.RunAsync(clinic, dice, types, queries, tally) is { } difference)
                return $"seed {seed}, writing case {i}\n{difference}";
        return null;
    }

    /// <summary>How the product's answer differs from the model's; null when it does not.</summary>
    internal static async Task<string?> DifferenceAsync(SearchedClinic clinic, Actor actor, ModelQuery query, Tally tally)
    {
        var model = clinic.ModelOf(actor);
        var expected = model.Find(query);
        var rows = new List<ModelResource>();
        string? cursor = null;
        do
        {
            var (page, refusal) = await clinic.PageAsync(actor, query, cursor);
            if (page is null)
                return $"refused: {refusal}";
            var matches = page.Entries.Where(entry => entry.IsMatch).Select(entry => clinic.Record.Find(entry.Resource.Reference)!).ToList();
            var included = page.Entries.Where(entry => !entry.IsMatch).Select(entry => entry.Resource.Reference).ToList();
            var due = model.Included(matches, query.Includes);
            if (!due.SetEquals(included) || included.Count != due.Count)
                return $"included with {Names(matches)}: {string.Join(' ', included.Order(StringComparer.Ordinal))}; the model includes {string.Join(' ', due.Order(StringComparer.Ordinal))}";
            if (query.WantsTotal && page.Total != expected.Count)
                return $"total {page.Total}; the model counts {expected.Count}";
            rows.AddRange(matches);
            cursor = page.NextCursor;
        }
        while (cursor is not null && rows.Count < 1000);
        tally.Count(query, expected.Count);
        if (!rows.Select(row => row.Reference).Order(StringComparer.Ordinal).SequenceEqual(expected.Select(row => row.Reference).Order(StringComparer.Ordinal)))
            return $"found {Names(rows)}; the model finds {Names(expected)}";
        return query.Sorts.Count > 0 && ModelOrder.Fault(query, rows) is { } fault ? $"order: {fault.First.Reference} before {fault.Second.Reference}" : null;
    }

    private static string Names(IEnumerable<ModelResource> rows) => $"[{string.Join(' ', rows.Select(row => row.Reference).Order(StringComparer.Ordinal))}]";
}

/// <summary>What a run has seen, so that a run that finds nothing cannot pass for one that finds everything.</summary>
internal sealed class Tally
{
    private readonly SortedDictionary<string, (int Cases, int WithMatches)> _kinds = new(StringComparer.Ordinal);

    internal int Cases { get; private set; }

    internal int WithMatches { get; private set; }

    internal IReadOnlyCollection<string> Kinds => _kinds.Keys;

    internal void Count(ModelQuery query, int matches)
    {
        Cases++;
        WithMatches += matches > 0 ? 1 : 0;
        foreach (var kind in query.Conditions.SelectMany(condition => KindsOf(query.Type, condition)).Distinct())
        {
            var (cases, withMatches) = _kinds.GetValueOrDefault(kind);
            _kinds[kind] = (cases + 1, withMatches + (matches > 0 ? 1 : 0));
        }
    }

    private static IEnumerable<string> KindsOf(string type, ModelCondition condition) => condition switch
    {
        Parameter parameter => [$"{FhirModel.R4.FindSearchParameter(type, parameter.Code)?.Type ?? "words"}{(parameter.Modifier is { } modifier ? ":" + (char.IsUpper(modifier[0]) ? "[type]" : modifier) : "")}"],
        Chain chain => ["chain", .. chain.TargetType is null ? [] : KindsOf(chain.TargetType, chain.Rest)],
        Has has => ["_has", .. KindsOf(has.SourceType, has.Rest)],
        InList => ["_list"],
        _ => ["_filter"],
    };

    public override string ToString()
    {
        var text = new StringBuilder().AppendLine(CultureInfo.InvariantCulture, $"{Cases} cases, {WithMatches} with matches");
        foreach (var (kind, (cases, withMatches)) in _kinds)
            text.AppendLine(CultureInfo.InvariantCulture, $"  {kind}: {cases}, {withMatches} with matches");
        return text.ToString();
    }
}
