using System.Text;
using System.Text.Json.Nodes;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Gateway;
using Carewright.Gateway.Access;
using Carewright.Search.Model.Asking;
using Carewright.Search.Model.Reading;
using Carewright.Search.Tests.Random;
using Carewright.Security;
using Carewright.Storage;
using Carewright.Storage.Compliance;
using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite;
using Carewright.Testing.Fakes;

namespace Carewright.Search.Tests;

/// <summary>
/// A sealed store with a gateway before it, and beside it the model of what it holds. Content goes to the store as it is, so that it need not be valid; searches go through the gateway, as two people:
/// one who may see everything but what is restricted to a department, and one of that department whom a policy shows some rows of each type.
/// </summary>
internal sealed class SearchedClinic : IAsyncDisposable, IPolicySource
{
    private static readonly RawKeyProvider s_key = new([.. Enumerable.Range(1, 32).Select(i => (byte)i)]);
    private static readonly DateTimeOffset s_start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly AccessPolicy s_policy = Policy();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("carewright-search-");
    private readonly TestClock _clock = new();
    private SqliteRecordStore _store = null!;
    private RecordGateway _gateway = null!;
    private int _writes;

    internal static Actor Everybody { get; } = new("all", "All", "everything", null, null, null, "test", "local", "TREAT", null);

    internal static Actor Somebody { get; } = new("some", "Some", "something", null, null, "ward", "test", "local", "TREAT", null);

    internal ModelRecord Record { get; } = new();

    internal DateTimeOffset Now => _clock.GetUtcNow();

    AccessPolicy IPolicySource.Current => s_policy;

    internal static async Task<SearchedClinic> OpenAsync(IEnumerable<JsonObject> resources)
    {
        var clinic = new SearchedClinic();
        clinic._store = await SqliteRecordStore.OpenAsync(clinic._folder, s_key, clinic._clock, CancellationToken.None);
        clinic._gateway = new RecordGateway(clinic._store, clinic, clinic._clock, new ModelTermsOfTest());
        foreach (var batch in resources.Chunk(50))
            await clinic.WriteAsync(batch);
        return clinic;
    }

    /// <summary>The model as one of the two may see it.</summary>
    internal ModelSearch ModelOf(Actor actor) => new(Record, resource => LabelsAllow(resource, actor.Department) && (actor == Everybody || Shown(resource)), ModelTermsOfTest.Model, Now);

    /// <summary>Creates resources, or updates those that are there.</summary>
    internal async Task WriteAsync(IReadOnlyList<JsonObject> resources)
    {
        var drafts = new List<VersionDraft>();
        foreach (var resource in resources)
        {
            var at = s_start.AddSeconds(++_writes);
            var draft = _store.Read((string)resource["resourceType"]!, (string)resource["id"]!) is { } current ? Drafts.Update(current, resource, at) : Drafts.Create(resource, at);
            drafts.Add(draft);
            Record.Put(new ModelResource(Drafts.Document(draft.Body), at));
        }
        Assert.Equal(CommitStatus.Committed, (await _store.CommitAsync(new CommitRequest(drafts, [], []), CancellationToken.None)).Status);
    }

    internal async Task DeleteAsync(string reference)
    {
        var parts = reference.Split('/');
        var draft = Drafts.Delete(_store.Read(parts[0], parts[1])!, s_start.AddSeconds(++_writes));
        Assert.Equal(CommitStatus.Committed, (await _store.CommitAsync(new CommitRequest([draft], [], []), CancellationToken.None)).Status);
        Record.Remove(reference);
    }

    /// <summary>Moves what the index keeps in memory to where it rests.</summary>
    internal void Settle() => _store.MergeNow();

    /// <summary>One page of a search; the refusal's words when it is refused.</summary>
    internal async Task<(ReleasedPage? Page, string? Refusal)> PageAsync(Actor actor, ModelQuery query, string? cursor)
    {
        IEnumerable<KeyValuePair<string, string>> pairs = query.Pairs();
        if (cursor is not null)
            pairs = pairs.Append(KeyValuePair.Create("_cursor", cursor));
        var parsed = SearchRequest.Parse(query.Type, pairs, FhirModel.R4, SearchHandling.Strict, _clock);
        if (parsed.Request is not { } request)
            return (null, string.Join("; ", parsed.Issues.Select(issue => $"{issue.Code} {issue.Location} {issue.Message}")));
        var answer = await _gateway.SearchAsync(actor, request with { CompartmentPatient = query.Patient }, "test", CancellationToken.None);
        return answer.IsRefused ? (null, string.Join("; ", answer.Refusal.Issues.Select(issue => $"{issue.Code} {issue.Location} {issue.Message}"))) : (answer.Value, null);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    // What the policy below says, read from the resource itself.
    private static bool Shown(ModelResource resource)
    {
        var root = resource.Document.Root;
        return resource.Type switch
        {
            "Patient" => root.Child("active").GetString() == "true",
            "Observation" => root.Child("status").GetString() == "final" || Tagged(root, "seen"),
            _ => !Tagged(root, "hidden"),
        };
    }

    private static bool LabelsAllow(ModelResource resource, string? department)
    {
        var labels = ModelValues.Children(resource.Document.Root.Child("meta"), "security").Where(label => label.Child("system").GetString() == RandomResources.Label).ToList();
        return labels.Count == 0 || labels.Exists(label => label.Child("code").GetString() == department);
    }

    private static bool Tagged(Element root, string code) =>
        ModelValues.Children(root.Child("meta"), "tag").Any(tag => tag.Child("system").GetString() == RandomResources.Tag && tag.Child("code").GetString() == code);

    private static AccessPolicy Policy()
    {
        var types = FhirModel.R4.ResourceTypes.Select(type => type.Name).ToList();
        JsonObject Grant(IEnumerable<string> names, string? filter)
        {
            var grant = new JsonObject { ["types"] = new JsonArray([.. names.Select(name => (JsonNode)name)]), ["interactions"] = new JsonArray("read", "search") };
            if (filter is not null)
                grant["filter"] = filter;
            return grant;
        }
        var policy = new JsonObject
        {
            ["version"] = 1,
            ["restrictions"] = new JsonArray(new JsonObject { ["name"] = "wards", ["labelSystem"] = RandomResources.Label, ["visibleTo"] = "department" }),
            ["roles"] = new JsonObject
            {
                ["everything"] = new JsonObject { ["purpose"] = "TREAT", ["grants"] = new JsonArray(Grant(types, null)) },
                ["something"] = new JsonObject
                {
                    ["purpose"] = "TREAT",
                    ["grants"] = new JsonArray(
                        Grant(["Patient"], "active=true"), Grant(["Observation"], "status=final"), Grant(["Observation"], $"_tag={RandomResources.Tag}|seen"),
                        Grant(types.Except(["Patient", "Observation"]), $"_tag:not={RandomResources.Tag}|hidden")),
                },
            },
        };
        var outcome = AccessPolicy.Parse(Encoding.UTF8.GetBytes(policy.ToJsonString()));
        return outcome.Policy ?? throw new InvalidOperationException(string.Join("; ", outcome.Issues.Select(issue => issue.Message)));
    }
}
