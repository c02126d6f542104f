using Carewright.Fhir.Json;
using Carewright.Fhir.Patch;
using Carewright.Gateway.Access;
using Carewright.Kernel;
using Carewright.Storage;

namespace Carewright.Gateway.Bundles;

/// <summary>An entry on its way through a transaction.</summary>
internal sealed class TransactionStep(BundleEntry entry)
{
    internal BundleEntry Entry { get; } = entry;

    /// <summary>The id it writes under, once that is settled.</summary>
    internal string? Id { get; set; }

    /// <summary>What a conditional create found: nothing is written then.</summary>
    internal StoredVersion? Existing { get; set; }

    /// <summary>The version that is followed; null for a new resource.</summary>
    internal StoredVersion? Current { get; set; }

    /// <summary>The rows that a delete takes.</summary>
    internal IReadOnlyList<StoredVersion> Removed { get; set; } = [];

    internal ResourcePatch? Patch { get; set; }

    /// <summary>The content to be written.</summary>
    internal ResourceDocument? Document { get; set; }

    /// <summary>What is worth telling about it.</summary>
    internal IReadOnlyList<Issue> Warnings { get; set; } = [];

    internal CompiledAccess? Access { get; set; }

    /// <summary>What a patch has no sight of.</summary>
    internal HiddenSet? Hidden { get; set; }

    internal List<VersionDraft> Drafts { get; } = [];

    internal IReadOnlyList<CommitGuard> Guards { get; set; } = [];

    internal string Reference => $"{Entry.ResourceType}/{Id}";

    /// <summary>The content as it was sent, with its links as they are in the Bundle.</summary>
    internal ResourceDocument? Sent => Entry.Method is "POST" or "PUT" ? _sent ??= Entry.Document ?? ResourceDocument.Parse(Entry.Resource.RawJson.ToArray()).Document : null;

    private ResourceDocument? _sent;
}

/// <summary>All that is wrong with the entries; the gravest status decides the answer's.</summary>
internal sealed class TransactionProblems
{
    private readonly List<Issue> _issues = [];
    private int _status;

    internal Refusal? Refusal => _issues.Count == 0 ? null : new Refusal(_status, _issues);

    internal void Add(Issue issue, int status)
    {
        _issues.Add(issue);
        _status = Math.Max(_status, status);
    }

    // A place inside the entry's own resource is told from the Bundle's root; a refusal to look outranks what is wrong inside.
    internal void Add(Refusal refusal, BundleEntry entry)
    {
        foreach (var issue in refusal.Issues)
            Add(issue with { Location = issue.Location is null ? entry.Location : $"{entry.Location}.resource{Inner(issue.Location, entry)}" }, refusal.Status);
    }

    private static string Inner(string location, BundleEntry entry)
    {
        var type = entry.Resource.Type?.Name ?? entry.ResourceType;
        if (location.StartsWith('['))
            return location;
        return $".ofType({type})" + (location.StartsWith(type, StringComparison.Ordinal) ? location[type.Length..] : $".{location}");
    }
}
