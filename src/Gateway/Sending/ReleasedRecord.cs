using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;
using Carewright.Gateway.Access;
using Carewright.Gateway.Reading;
using Carewright.Gateway.Receiving;
using Carewright.Gateway.Rights;
using Carewright.Gateway.Searching;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Sending;

/// <summary>The record as one partner may see it, opened resource by resource; what was opened is what is put on record. Not safe for several threads.</summary>
public sealed class ReleasedRecord
{
    private const int Most = 1_000;
    private readonly Dictionary<string, Opened?> _opened = new(StringComparer.Ordinal);
    private readonly IRecordStore _store;
    private readonly AccessPredicates _predicates;
    private readonly AccessCompiler _access;
    private readonly Actor _actor;

    internal ReleasedRecord(IRecordStore store, AccessPredicates predicates, AccessCompiler access, Actor actor) => (_store, _predicates, _access, _actor) = (store, predicates, access, actor);

    /// <summary>References of what was opened.</summary>
    internal IReadOnlyList<string> References => [.. _opened.Values.OfType<Opened>().Select(opened => $"{opened.Row.ResourceType}/{opened.Row.Id}/_history/{opened.Row.VersionId}").Distinct(StringComparer.Ordinal)];

    /// <summary>Patients that it concerns.</summary>
    internal IReadOnlyList<string> Patients => Reader.PatientsOf(_opened.Values.OfType<Opened>().Select(opened => opened.Row));

    /// <summary>Whether more than 1,000 resources were asked for; the others were not opened, and a message that is made of these is not whole.</summary>
    public bool IsTooWide { get; private set; }

    /// <summary>What the patients that were opened are known by, <c>system|value</c> each: identifiers, and the record's own number.</summary>
    public IReadOnlyList<string> PatientIdentifiers =>
        [.. _opened.Values.OfType<Opened>().Where(opened => opened.Row.ResourceType == "Patient").SelectMany(opened => PatientMessages.IdentifiersIn(opened.Row).Append(RecordIdentifier.Of(opened.Row.Id))).Distinct(StringComparer.Ordinal)];

    /// <summary>A resource as UTF-8 JSON; null: it is not there, or not the partner's to see.</summary>
    /// <param name="reference"><c>Type/id</c>, or the canonical URL of a Questionnaire: its questions stand in orders beside the answers.</param>
    public ReadOnlyMemory<byte>? Find(string reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (!_opened.TryGetValue(reference, out var opened))
        {
            IsTooWide |= _opened.Count == Most;
            if (IsTooWide)
                return null;
            _opened.Add(reference, opened = Open(reference));
        }
        return opened?.Json;
    }

    /// <summary>Resources that a search finds and the partner may see, opened: <c>Type/id</c> each, in no order.</summary>
    /// <param name="type">Resource type.</param>
    /// <param name="conditions">Search parameters and their values, escaped as a search has them; all hold.</param>
    /// <param name="most">At most so many.</param>
    /// <exception cref="ArgumentException">The type has not these parameters.</exception>
    public IReadOnlyList<string> Search(string type, IReadOnlyList<KeyValuePair<string, string>> conditions, int most)
    {
        ArgumentNullException.ThrowIfNull(conditions);
        var request = SearchRequest.Parse(type, [.. conditions], FhirModel.R4, SearchHandling.Strict).Request ?? throw new ArgumentException("It is no search of this type.", nameof(conditions));
        var allowed = _access.For(_actor, AccessInteraction.Search, type);
        if (!allowed.IsAllowed || _predicates.CompileUnrestricted(_actor, request, most).Plan is not { } plan)
            return [];
        return [.. _store.Search(plan, CancellationToken.None).Rows.Where(allowed.Allows).Select(row => $"{row.ResourceType}/{row.Id}").Where(reference => Find(reference) is not null)];
    }

    /// <summary>As above, by a number that a resource has.</summary>
    /// <param name="type">Resource type.</param>
    /// <param name="parameter">A search parameter of type token.</param>
    /// <param name="number"><c>system|value</c>, without escapes; nothing is found by one that lacks either.</param>
    /// <param name="most">At most so many.</param>
    public IReadOnlyList<string> Search(string type, string parameter, string number, int most) =>
        IdentifierLookup.TokenOf(number) is { } token ? Search(type, [new(parameter, token)], most) : [];

    private Opened? Open(string reference) => reference.Contains(':', StringComparison.Ordinal) ? OpenQuestionnaire(reference.Split('|')[0]) : OpenLocal(reference);

    private Opened? OpenQuestionnaire(string url)
    {
        const string Type = "Questionnaire";
        var allowed = _access.For(_actor, AccessInteraction.Read, Type);
        if (!allowed.IsAllowed || SearchRequest.Parse(Type, [new("url", SearchEscapes.Encode(url))], FhirModel.R4, SearchHandling.Strict).Request is not { } request || _predicates.CompileUnrestricted(_actor, request, 1).Plan is not { } plan)
            return null;
        return _store.Search(plan, CancellationToken.None).Rows.FirstOrDefault(allowed.Allows) is { } row ? new Opened(row, Releaser.Release(row, allowed).Json) : null;
    }

    private Opened? OpenLocal(string reference)
    {
        if (reference.Split('/') is not [{ Length: > 0 } type, { Length: > 0 } id] || _store.Parameters.Searchable.FindType(type) is not { IsResource: true })
            return null;
        var allowed = _access.For(_actor, AccessInteraction.Read, type);
        return allowed.IsAllowed && _store.Read(type, id) is { IsDeleted: false } row && allowed.Allows(row) ? new Opened(row, Releaser.Release(row, allowed).Json) : null;
    }

    private sealed record Opened(StoredVersion Row, ReadOnlyMemory<byte> Json);
}
