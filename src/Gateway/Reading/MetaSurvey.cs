using System.Text.Json.Nodes;
using Carewright.Audit;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Gateway.Access;
using Carewright.Security;
using Carewright.Storage;
using Carewright.Storage.Search;

namespace Carewright.Gateway.Reading;

/// <summary><c>$meta</c> of a type or of everything (FHIR R4 resource-operation-meta.html): the profiles, labels and tags that stand on what the actor may search. Rows are opened for it, so there is a bound.</summary>
internal sealed class MetaSurvey(IRecordStore store, AccessCompiler access, Scribe scribe)
{
    private const int MostRows = 20_000;
    private const int PageRows = 1_000;
    private static readonly string[] s_codings = ["security", "tag"];

    /// <summary>The <c>Meta</c> as JSON. Refused with 403, and with 422 where there are too many rows.</summary>
    internal async ValueTask<Answer<JsonObject>> RunAsync(Actor actor, string? type, CancellationToken cancellationToken)
    {
        var deed = new Deed("read", "search", type, "$meta");
        if (type is not null && access.For(actor, AccessInteraction.Search, type) is { IsAllowed: false } refused)
            return await scribe.RefuseAsync(actor, deed, Refusals.Forbidden($"search {type}"), refused.Rule, cancellationToken).ConfigureAwait(false);
        var found = new SortedDictionary<(string Name, string Key), JsonNode>();
        var left = MostRows;
        foreach (var one in type is null ? FhirModel.R4.ResourceTypes.Where(candidate => !candidate.IsAbstract).Select(candidate => candidate.Name) : [type])
        {
            if (!Gather(one, access.For(actor, AccessInteraction.Search, one), found, ref left, cancellationToken))
                return await scribe.RefuseAsync(actor, deed, Refusals.TooCostly($"More than {MostRows} resources would be opened; ask for one type, or search by _tag, _security and _profile."), null, cancellationToken).ConfigureAwait(false);
        }
        var draft = scribe.Draft(actor, deed, AuditOutcome.Success, 200, [], []);
        return await scribe.RecordAsync(draft, cancellationToken).ConfigureAwait(false) ? Meta(found) : Refusals.Busy;
    }

    private bool Gather(string type, CompiledAccess allowed, SortedDictionary<(string Name, string Key), JsonNode> found, ref int left, CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            if (!allowed.IsAllowed || store.Compiler.Compile(type, [], [], PageRows, cursor).Plan is not { } plan)
                return true;
            var page = store.Search(plan with { Where = new AllOf([plan.Where, allowed.Where]) }, cancellationToken);
            left -= page.Rows.Count;
            if (left < 0)
                return false;
            foreach (var row in page.Rows.Where(allowed.Allows))
                Take(ResourceDocument.Parse(allowed.HidesNothing ? row.Open() : Releaser.Release(row, allowed).Json).Document!.Root.Child("meta"), found);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return true;
    }

    private static void Take(Element meta, SortedDictionary<(string Name, string Key), JsonNode> found)
    {
        foreach (var profile in meta.Children("profile"))
            if (profile.GetString() is { } url)
                found.TryAdd(("profile", url), JsonValue.Create(url));
        foreach (var name in s_codings)
            foreach (var coding in meta.Children(name))
                if ((coding.Child("system").GetString(), coding.Child("code").GetString()) is var (system, code) && (code ?? system) is not null && (code, system) != (MetaCoding.Subsetted.Code, MetaCoding.Subsetted.System))
                    found.TryAdd((name, $"{system}|{code}"), JsonNode.Parse(coding.RawJson)!);
    }

    private static JsonObject Meta(SortedDictionary<(string Name, string Key), JsonNode> found)
    {
        var meta = new JsonObject();
        foreach (var group in found.GroupBy(pair => pair.Key.Name))
            meta[group.Key] = new JsonArray([.. group.Select(pair => pair.Value)]);
        return meta;
    }
}
