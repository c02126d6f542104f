using System.Collections.Concurrent;
using Carewright.Fhir.Json;
using Carewright.Security;
using Carewright.Storage;
using Carewright.Storage.Search;

namespace Carewright.Gateway.Consents;

/// <summary>
/// The consents of all patients that close or open something, kept in memory: read once, and followed as they are written. A decision while none is on file costs one comparison.
/// Every draft of a Consent is announced before its commit (<see cref="Expect"/>); the first decision after the commit sees it.
/// </summary>
internal sealed class ConsentRegister(IRecordStore store, TimeProvider clock)
{
    private const int Page = 500;
    private static readonly TimeSpan s_longestCommit = TimeSpan.FromMinutes(5);
    private readonly Lock _loading = new();
    private readonly Lock _following = new();
    private readonly RecipientMatch _recipients = new(store);
    private readonly ConcurrentDictionary<(string Id, long Version), DateTimeOffset> _expected = new();
    private readonly ConcurrentDictionary<string, ConsentDirective> _directives = new(StringComparer.Ordinal);
    private ConcurrentDictionary<Key, ConsentRules> _rules = new();
    private volatile bool _isLoaded;

    // Whether a dictionary is empty takes all of its locks to say; these are read with every decision.
    private volatile bool _isExpecting;
    private volatile bool _hasDirectives;

    /// <summary>A version of a Consent is about to be committed, or not.</summary>
    internal void Expect(string id, long version)
    {
        lock (_following)
        {
            _expected[(id, version)] = clock.GetUtcNow() + s_longestCommit;
            _isExpecting = true;
        }
    }

    /// <summary>What consents come to for the actor; null when they come to nothing, which is the ordinary case.</summary>
    internal ConsentRules? For(ConsentExemptions exemptions, Actor actor, AccessInteraction interaction, string type, string represented)
    {
        if (!_isLoaded)
            Load();
        if (_isExpecting)
            Follow();
        if (!_hasDirectives || exemptions.Types.Contains(type) || exemptions.Roles.Contains(actor.Role))
            return null;
        var rules = _rules;
        var key = new Key(actor.Role, actor.FhirUser, actor.Site, actor.Department, actor.Purpose, interaction, type, represented);
        if (!rules.TryGetValue(key, out var known) || known.Until <= clock.GetUtcNow())
            rules[key] = known = new ConsentReader(_recipients, actor, [.. RepresentedPatient.Read(represented).Select(one => one.Person)], interaction, type, clock.GetUtcNow()).Read(_directives.Values.GroupBy(directive => directive.Patient, StringComparer.Ordinal));
        return known.IsEmpty ? null : known;
    }

    /// <summary>Forgets what was drawn from a patient's consents, because the patient was erased.</summary>
    internal void Forget(string patient)
    {
        foreach (var directive in _directives.Values.Where(directive => directive.Patient == patient))
            _directives.TryRemove(directive.Id, out _);
        _rules = new();
    }

    private void Load()
    {
        lock (_loading)
        {
            string? cursor = null;
            for (var isMore = !_isLoaded; isMore; isMore = cursor is not null)
            {
                var page = store.Search(new SearchPlan("Consent", Predicate.True, SearchOrder.Unordered, Page, cursor, null), CancellationToken.None);
                foreach (var row in page.Rows)
                    Take(row.Id, row);
                cursor = page.NextCursor;
            }
            _isLoaded = true;
        }
    }

    // Whoever decides meanwhile waits: a decision after a commit must not be made by what was before it.
    private void Follow()
    {
        lock (_following)
        {
            FollowEach();
            _isExpecting = !_expected.IsEmpty;
        }
    }

    private void FollowEach()
    {
        foreach (var ((id, version), until) in _expected)
        {
            var row = store.Read("Consent", id);
            if (row is not null && row.VersionId >= version)
            {
                lock (_loading)
                    Take(id, row);
                _rules = new();
                _expected.TryRemove((id, version), out _);
            }
            else if (until < clock.GetUtcNow())
                _expected.TryRemove((id, version), out _);
        }
    }

    private void Take(string id, StoredVersion row)
    {
        if (row.IsDeleted || Read(id, row) is not { } directive)
            _directives.TryRemove(id, out _);
        else
        {
            _directives[id] = directive;
            _hasDirectives = true;
        }
    }

    // A Consent that somebody has damaged closes the whole record: else damaging it would open what it closes.
    private static ConsentDirective? Read(string id, StoredVersion row)
    {
        try
        {
            return ResourceDocument.Parse(row.Open()).Document is { } document ? ConsentParser.Parse(document) : null;
        }
        catch (SealBrokenException)
        {
            return row.Patients is [var patient, ..] ? new ConsentDirective(id, patient, [ConsentParser.DenyAll]) : null;
        }
    }

    private readonly record struct Key(string Role, string? FhirUser, string? Site, string? Department, string Purpose, AccessInteraction Interaction, string Type, string Represented);
}
