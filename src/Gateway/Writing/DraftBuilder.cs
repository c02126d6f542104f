using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Fhir.Validation;
using Carewright.Gateway.Access;
using Carewright.Gateway.Attaching;
using Carewright.Gateway.Consents;
using Carewright.Gateway.Searching;
using Carewright.Gateway.Subscribing;
using Carewright.Kernel;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Writing;

/// <summary>
/// Makes the version that will be stored: validated, labelled, with id and meta in place, its search values extracted and its patients named. Pure but for the clock and the rules in force.
/// </summary>
internal sealed class DraftBuilder(IRecordStore store, Labeller labeller, IContentRules rules, SubscriptionRules subscriptions, FileInspector files, ConsentRegister consents, TimeProvider clock)
{
    /// <summary>Parses and validates a body. Issues without error are warnings that do not stop a write.</summary>
    /// <param name="type">The type that the body must have.</param>
    /// <param name="json">UTF-8 JSON.</param>
    internal CheckedContent Check(string type, ReadOnlyMemory<byte> json)
    {
        var parsed = ResourceDocument.Parse(json);
        if (parsed.Document is not { } document)
            return new(null, new Refusal(400, parsed.Issues), []);
        if (document.ResourceType != type)
            return new(null, WrongType(type, document.ResourceType), []);
        return CheckContent(document, parsed.Issues);
    }

    /// <summary>As <see cref="Check"/>, for a document that is parsed already.</summary>
    internal CheckedContent CheckContent(ResourceDocument document, IReadOnlyList<Issue> parseIssues)
    {
        List<Issue> issues = [.. parseIssues, .. ResourceValidator.Validate(document, OnWrite(document)), .. rules.Judge(document), .. subscriptions.Check(document), .. files.Check(document)];
        return issues.Exists(issue => issue.IsError) ? new(null, new Refusal(422, issues), []) : new(document, null, [.. issues.Where(issue => issue.Severity == IssueSeverity.Warning)]);
    }

    // Answers are held against the form that they answer, wherever it comes from; whether the writer may read that form does not matter.
    private ValidationOptions OnWrite(ResourceDocument document) =>
        document.ResourceType == "QuestionnaireResponse" ? rules.OnWrite with { Questionnaires = new RecordedDefinitions(store, null) } : rules.OnWrite;

    /// <summary>The draft of a create or update.</summary>
    internal VersionDraft Build(in WriteIntent intent)
    {
        var (document, id, current) = (intent.Document, intent.Id, intent.Current);
        var versionId = (current?.VersionId ?? 0) + 1;
        var now = Milliseconds(clock.GetUtcNow());
        IReadOnlyList<MetaCoding> labels = labeller.LabelsFor(intent);
        if (intent.Unlabelled is { Count: > 0 } taken)
            labels = [.. labels.Where(label => !taken.Any(one => one.System == label.System && one.Code == label.Code))];
        var body = ResourceEditor.Rewrite(document, new ResourceEdits { Id = id, VersionId = versionId, LastUpdated = now, AddSecurity = labels, AddTags = files.TagsFor(document) });
        if (current is { IsDeleted: false } && (intent.Hidden is not null || !intent.Access.HidesNothing))
            body = HiddenElements.Keep(body, current.Open(), intent.Hidden ?? intent.Access.HiddenIn(current));
        (body, var secrets) = subscriptions.Finish(intent, body);
        var draft = Final(document.ResourceType, id, current, now, body);
        return secrets.Count == 0 ? draft : draft with { Private = secrets };
    }

    /// <summary>
    /// The draft of content that was in the record before, or that the server itself writes: no labels are added but those given, none taken, nothing is judged again. For what moves, restores or
    /// labels resources as a whole.
    /// </summary>
    internal VersionDraft Verbatim(string type, string id, StoredVersion? current, ResourceDocument content, Func<Element, string?>? replaceUri = null, IReadOnlyList<MetaCoding>? labels = null)
    {
        var now = Milliseconds(clock.GetUtcNow());
        return Final(type, id, current, now, ResourceEditor.Rewrite(content, new ResourceEdits { Id = id, VersionId = (current?.VersionId ?? 0) + 1, LastUpdated = now, ReplaceUri = replaceUri, AddSecurity = labels ?? [] }));
    }

    private VersionDraft Final(string type, string id, StoredVersion? current, DateTimeOffset now, ReadOnlyMemory<byte> body)
    {
        if (type == "Consent")
            consents.Expect(id, (current?.VersionId ?? 0) + 1);
        var final = ResourceDocument.Parse(body).Document ?? throw new InvalidOperationException("An edited resource does not parse.");
        var definitions = store.Parameters.Written;
        var values = SearchExtractor.Extract(final, definitions);
        var action = current is null || current.IsDeleted ? VersionAction.Create : VersionAction.Update;
        return new VersionDraft(type, id, current, (current?.VersionId ?? 0) + 1, now, action, body, values, CompartmentMembership.Of(final, values)) { Definitions = definitions };
    }

    /// <summary>The draft of a delete.</summary>
    internal VersionDraft Delete(StoredVersion current)
    {
        if (current.ResourceType == "Consent")
            consents.Expect(current.Id, current.VersionId + 1);
        return new(current.ResourceType, current.Id, current, current.VersionId + 1, Milliseconds(clock.GetUtcNow()), VersionAction.Delete, default, [], current.Patients)
        {
            Private = SubscriptionRules.PrivateOfDeleted(current),
        };
    }

    private static DateTimeOffset Milliseconds(DateTimeOffset time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);

    private static Refusal WrongType(string expected, string actual) =>
        Refusal.Of(400, IssueTypes.Invalid, "GATE-WRONG-TYPE", $"The body is a {actual}; the address asks for a {expected}.", actual, "FHIR R4 http.html#create");
}

/// <summary>What came of checking content.</summary>
/// <param name="Document">The content; null when it may not be written.</param>
/// <param name="Refusal">Why not, or null.</param>
/// <param name="Warnings">What is worth telling whoever wrote it.</param>
internal readonly record struct CheckedContent(ResourceDocument? Document, Refusal? Refusal, IReadOnlyList<Issue> Warnings)
{
    private const int MostCodes = 8;

    internal void Deconstruct(out ResourceDocument? document, out Refusal? refusal) => (document, refusal) = (Document, Refusal);

    /// <summary>The deed with the codes of the warnings, so that the log tells what was let through.</summary>
    internal Deed Note(Deed deed)
    {
        if (Warnings is not { Count: > 0 })
            return deed;
        var codes = string.Join(',', Warnings.Select(issue => issue.Code).Distinct(StringComparer.Ordinal).Take(MostCodes));
        return deed with { Query = $"{deed.Query}{(deed.Query is null ? "" : " ")}warnings={codes}" };
    }
}

/// <summary>A checked resource that an actor wants to write.</summary>
/// <param name="Actor">Who writes.</param>
/// <param name="Document">What.</param>
/// <param name="Id">Under which id.</param>
/// <param name="Current">The version it follows; null for a new resource.</param>
/// <param name="Access">What the actor may do with it.</param>
/// <param name="Together">Resources written in the same commit, by <c>Type/id</c>: labels are inherited from them as from what is stored. Null when there are none.</param>
/// <param name="Hidden">What the writer had no sight of and what is kept from the current version; null: what <paramref name="Access"/> hides in it.</param>
internal readonly record struct WriteIntent(
    Actor Actor, ResourceDocument Document, string Id, StoredVersion? Current, CompiledAccess Access, IReadOnlyDictionary<string, ResourceDocument>? Together = null, HiddenSet? Hidden = null)
{
    /// <summary>Labels that the writer, who has the right to, takes off: no rule puts them back in this write.</summary>
    internal IReadOnlyList<MetaCoding>? Unlabelled { get; init; }
}
