using System.Text;
using System.Text.Json.Nodes;
using Carewright.Fhir.Json;
using Carewright.Gateway;
using Carewright.Security;

namespace Carewright.Laboratory.Catalogue;

/// <summary>What a load did, in numbers of tests.</summary>
/// <param name="Added">New ones.</param>
/// <param name="Changed">Ones that say something else now.</param>
/// <param name="Retired">Ones that are not offered any more, since the file says so or does not name them.</param>
/// <param name="Unchanged">Ones that are as they were; of them nothing is written.</param>
public sealed record CatalogueLoad(int Added, int Changed, int Retired, int Unchanged);

/// <summary>
/// Loads a laboratory's catalogue into the record: the file is all of it, what it does not name is retired. Nothing is written when the file has a fault. Safe to call again at any time: loading the same file twice changes nothing.
/// </summary>
/// <param name="gateway">The record.</param>
public sealed class CatalogueLoader(RecordGateway gateway)
{
    private const int TestsInOne = 100;

    /// <summary>Loads the files. Refused with 403 (the actor may not write catalogues), 404 (no such laboratory), 422 (faults of the files, each with <c>file:line:column</c>), 429.</summary>
    /// <param name="actor">Who loads.</param>
    /// <param name="organizationId">Logical id of the laboratory's Organization.</param>
    /// <param name="tests">The file of tests (docs/howto/load-a-test-catalogue.md).</param>
    /// <param name="questions">The file of questions, or null.</param>
    /// <param name="cancellationToken">Ends it between two transactions.</param>
    public async Task<Answer<CatalogueLoad>> LoadAsync(Actor actor, string organizationId, string tests, string? questions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tests);
        var (read, issues) = CatalogueFile.Read(tests, questions);
        if (issues.Count > 0)
            return new Refusal(422, issues);
        var laboratory = await gateway.ReadAsync(actor, "Organization", organizationId, cancellationToken).ConfigureAwait(false);
        if (laboratory.IsRefused)
            return laboratory.Refusal;
        var known = await new CatalogueRecord(gateway).ReadAsync(actor, cancellationToken).ConfigureAwait(false);
        return known.IsRefused ? known.Refusal : await WriteAsync(actor, new LabNames(organizationId), read, known.Value, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Answer<CatalogueLoad>> WriteAsync(Actor actor, LabNames names, IReadOnlyList<LabTest> read, IReadOnlyList<KnownTest> known, CancellationToken cancellationToken)
    {
        var own = known.Where(one => one.Laboratory == names.OrganizationId && one.Url == names.TestUrl(one.Test.Code)).DistinctBy(one => one.Test.Code).ToDictionary(one => one.Test.Code, StringComparer.Ordinal);
        var named = read.Select(test => test.Code).ToHashSet(StringComparer.Ordinal);
        var gone = own.Values.Where(one => !one.Test.IsRetired && !named.Contains(one.Test.Code)).Select(one => one.Test with { IsRetired = true });
        var changes = read.Concat(gone).Where(test => own.GetValueOrDefault(test.Code)?.Test.Fingerprint != test.Fingerprint).ToList();
        var writer = new TestWriter(names);
        foreach (var part in changes.Chunk(TestsInOne))
        {
            var entries = new JsonArray([.. part.SelectMany(test => writer.Entries(test, own.GetValueOrDefault(test.Code)))]);
            if (await CommitAsync(actor, entries, cancellationToken).ConfigureAwait(false) is { } refusal)
                return refusal;
        }
        var retired = changes.Count(test => test.IsRetired && own.GetValueOrDefault(test.Code) is { Test.IsRetired: false });
        var added = changes.Count(test => !own.ContainsKey(test.Code));
        return new CatalogueLoad(added, changes.Count - added - retired, retired, read.Count + own.Keys.Count(code => !named.Contains(code)) - changes.Count);
    }

    private async Task<Refusal?> CommitAsync(Actor actor, JsonArray entries, CancellationToken cancellationToken)
    {
        var bundle = new JsonObject { ["resourceType"] = "Bundle", ["type"] = "transaction", ["entry"] = entries };
        var parsed = ResourceDocument.Parse(Encoding.UTF8.GetBytes(bundle.ToJsonString()));
        if (parsed.Document is not { } document)
            return new Refusal(422, parsed.Issues);
        var answer = await gateway.TransactionAsync(actor, document, cancellationToken).ConfigureAwait(false);
        return answer.IsRefused ? answer.Refusal : null;
    }
}
