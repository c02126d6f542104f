using System.Text.Json.Nodes;
using Carewright.Search.Model.Asking;
using Carewright.Security;

namespace Carewright.Search.Tests;

/// <summary>Makes a failing case small enough to be read: fewer conditions, fewer resources, fewer elements, as long as it still fails.</summary>
internal static class Shrinking
{
    internal static async Task<string> ExplainAsync(IReadOnlyList<JsonObject> resources, Actor actor, ModelQuery query)
    {
        var kept = resources.ToList();
        query = await QueryAsync(kept, actor, query);
        for (var size = Math.Max(1, kept.Count / 2); ; size /= 2)
        {
            for (var at = 0; at < kept.Count;)
            {
                List<JsonObject> fewer = [.. kept[..at], .. kept[Math.Min(at + size, kept.Count)..]];
                if (await FailsAsync(fewer, actor, query) is not null)
                    kept = fewer;
                else
                    at += size;
            }
            if (size == 1)
                break;
        }
        for (var i = 0; i < kept.Count; i++)
            kept[i] = await ElementsAsync(kept, i, actor, query);
        query = await QueryAsync(kept, actor, query);
        var difference = await FailsAsync(kept, actor, query) ?? "it fails no more when it is run alone: it needs what was searched or settled before";
        return $"as {actor.UserName}: {query}\n{difference}\n{string.Join('\n', kept.Select(resource => resource.ToJsonString()))}";
    }

    private static async Task<ModelQuery> QueryAsync(List<JsonObject> resources, Actor actor, ModelQuery query)
    {
        IEnumerable<ModelQuery> Simpler() =>
        [
            .. query.Conditions.Select(condition => query with { Conditions = [condition] }), query with { Sorts = [] }, query with { Includes = [] }, query with { Count = 1000 }, query with { WantsTotal = false },
            query with { Patient = null },
            .. query.Conditions.OfType<Parameter>().Where(one => one.Any.Count > 1).SelectMany(one => one.Any.Select(operand => query with { Conditions = [.. query.Conditions.Select(condition => condition == one ? one with { Any = [operand] } : condition)] })),
            .. query.Includes.Where(_ => query.Includes.Count > 1).Select(include => query with { Includes = [include] }),
            .. query.Conditions.OfType<Filter>().SelectMany(filter => Parts(filter.Expression).Select(part => query with { Conditions = [new Filter(part)] })),
        ];
        foreach (var simpler in Simpler())
            if (simpler.ToString() != query.ToString() && await FailsAsync(resources, actor, simpler) is not null)
                return await QueryAsync(resources, actor, simpler);
        return query;
    }

    private static IEnumerable<ModelFilter> Parts(ModelFilter filter) => filter switch
    {
        FilterGroup group => group.Parts,
        FilterNegation not => [not.Part],
        _ => [],
    };

    private static async Task<JsonObject> ElementsAsync(List<JsonObject> resources, int index, Actor actor, ModelQuery query)
    {
        var best = resources[index];
        foreach (var name in best.Select(member => member.Key).Where(name => name is not ("resourceType" or "id")).ToList())
        {
            var smaller = best.DeepClone().AsObject();
            smaller.Remove(name);
            List<JsonObject> others = [.. resources[..index], smaller, .. resources[(index + 1)..]];
            if (await FailsAsync(others, actor, query) is not null)
                best = smaller;
        }
        return best;
    }

    private static async Task<string?> FailsAsync(List<JsonObject> resources, Actor actor, ModelQuery query)
    {
        await using var clinic = await SearchedClinic.OpenAsync(resources);
        return await ModelRun.DifferenceAsync(clinic, actor, query, new Tally());
    }
}
