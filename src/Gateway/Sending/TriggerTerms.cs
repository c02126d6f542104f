using Carewright.Fhir.Path;
using Carewright.Fhir.Search;
using Carewright.Gateway.Searching;
using Carewright.Storage;

namespace Carewright.Gateway.Sending;

/// <summary>
/// Answers <c>memberOf()</c> in conditions of what is sent: from the clinic's terminology, and the value sets of the record. Members are kept for a minute, since a condition runs for each change. Safe from many threads.
/// </summary>
internal sealed class TriggerTerms(IRecordStore store, ISearchTerminology? shared, TimeProvider clock) : IFhirPathTerminology
{
    // The national list of trigger codes has some thousands for each kind of code.
    private const int Most = 50_000;
    private const int MostKept = 100;
    private static readonly TimeSpan s_kept = TimeSpan.FromMinutes(1);
    private static readonly DefinitionTerminology s_definitions = new(Fhir.Definitions.FhirModel.R4);
    private readonly Dictionary<string, (DateTimeOffset At, HashSet<(string? System, string Code)>? Members)> _known = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <inheritdoc/>
    public bool? IsMember(string valueSet, string? system, string code) =>
        Members(valueSet) is { } members ? members.Contains((system, code)) || members.Contains((null, code)) : s_definitions.IsMember(valueSet, system, code);

    /// <inheritdoc/>
    public bool? Subsumes(string system, string ancestor, string code) => s_definitions.Subsumes(system, ancestor, code);

    /// <summary>Whether the codes of a value set can be told.</summary>
    internal bool Knows(string valueSet) => Members(valueSet) is not null || Fhir.Definitions.FhirModel.R4.FindValueSet(valueSet) is not null;

    private HashSet<(string? System, string Code)>? Members(string valueSet)
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            if (_known.TryGetValue(valueSet, out var kept) && now - kept.At < s_kept)
                return kept.Members;
            if (_known.Count >= MostKept)
                _known.Clear();
            // Whose rights would they be read with? What a condition reads tells nobody what it says.
            var members = shared is null ? null : new RecordTerminology(shared, new RecordedDefinitions(store, null)).Enumerate(valueSet, Most)?.ToHashSet();
            _known[valueSet] = (now, members);
            return members;
        }
    }
}
