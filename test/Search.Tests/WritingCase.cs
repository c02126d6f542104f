using Carewright.Search.Model.Asking;
using Carewright.Search.Tests.Random;

namespace Carewright.Search.Tests;

/// <summary>
/// A search whose pages are fetched while others write. What matched all the time and was not written comes exactly once; what matched at no time does not come.
/// </summary>
internal static class WritingCase
{
    internal static async Task<string?> RunAsync(SearchedClinic clinic, Dice dice, IReadOnlyList<string> types, RandomQueries queries, Tally tally)
    {
        // A chain may change through a resource that is no row of the search, so that "was not written" would say nothing.
        ModelQuery query;
        do
            query = queries.Make();
        while (query.Conditions.Any(condition => condition is not Parameter));
        query = query with { Count = 1 + dice.Below(3), WantsTotal = false, Includes = [] };
        var actor = dice.OneIn(3) ? SearchedClinic.Somebody : SearchedClinic.Everybody;
        var generator = new RandomResources(dice, types);
        var always = Found(clinic, actor, query);
        var ever = always.ToHashSet(StringComparer.Ordinal);
        var written = new HashSet<string>(StringComparer.Ordinal);
        var rows = new List<string>();
        string? cursor = null;
        do
        {
            var (page, refusal) = await clinic.PageAsync(actor, query, cursor);
            if (page is null)
                return $"{query} refused: {refusal}";
            rows.AddRange(page.Entries.Select(entry => entry.Resource.Reference));
            cursor = page.NextCursor;
            written.UnionWith(await WriteAsync(clinic, dice, generator, query.Type));
            var now = Found(clinic, actor, query);
            always.IntersectWith(now);
            ever.UnionWith(now);
        }
        while (cursor is not null && rows.Count < 500);
        tally.Count(query, rows.Count);
        var missed = always.Except(written).Where(reference => rows.Count(row => row == reference) != 1).ToList();
        var strange = rows.Except(ever).ToList();
        return missed.Count + strange.Count == 0 ? null : $"{query}\nnot exactly once: {string.Join(' ', missed)}; matched at no time: {string.Join(' ', strange)}; rows: {string.Join(' ', rows)}";
    }

    private static HashSet<string> Found(SearchedClinic clinic, Security.Actor actor, ModelQuery query) =>
        clinic.ModelOf(actor).Find(query).Select(row => row.Reference).ToHashSet(StringComparer.Ordinal);

    private static async Task<IEnumerable<string>> WriteAsync(SearchedClinic clinic, Dice dice, RandomResources generator, string type)
    {
        var resource = generator.Make(type, dice.Below(RandomResources.IdsPerType + 4));
        var reference = $"{type}/{(string)resource["id"]!}";
        if (dice.OneIn(3) && clinic.Record.Find(reference) is not null)
            await clinic.DeleteAsync(reference);
        else
            await clinic.WriteAsync([resource]);
        return [reference];
    }
}
