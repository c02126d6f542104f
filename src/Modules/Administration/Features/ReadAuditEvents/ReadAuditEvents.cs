using Carewright.Administration.Http;
using Carewright.Audit;
using Carewright.Kernel;
using Carewright.Security;
using Carewright.Storage;
using Microsoft.AspNetCore.Http;

namespace Carewright.Administration.Features;

/// <summary>
/// The log as FHIR AuditEvents, for roles with the operation <c>audit</c>: read by id and search. They are made from the log for each answer and lie nowhere else, so there is nothing to write.
/// Each look is itself on record before it is answered.
/// </summary>
internal sealed class ReadAuditEvents(AuditTrail trail, Recorder recorder, PolicyShelf policies, AccountRegister accounts, IRecordStore store)
{
    private const string Type = "AuditEvent";

    public async Task<AuditEventAnswer> ReadAsync(HttpContext context, string id)
    {
        if (await RefuseAsync(context, "read") is { } refusal)
            return refusal;
        var record = trail.Find(id, context.RequestAborted);
        var look = new AuditedAction("read", "audit-view", record is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK, record is null ? AuditOutcome.Failed : AuditOutcome.Success)
        {
            ResourceType = Type,
            Query = record is null ? null : $"_id={record.Id}",
            Patients = record?.Patients ?? [],
        };
        if (!await recorder.RecordAsync(context.GetActor().Actor!, look))
            return Busy;
        return record is null
            ? Refused(StatusCodes.Status404NotFound, Issue.Error(IssueTypes.NotFound, "AUDIT-NO-EVENT", "There is no such AuditEvent."))
            : new AuditEventAnswer(StatusCodes.Status200OK, [], [Entry(context, record)], null);
    }

    public async Task<AuditEventAnswer> SearchAsync(HttpContext context, IReadOnlyList<KeyValuePair<string, string>> criteria)
    {
        if (await RefuseAsync(context, "search") is { } refusal)
            return refusal;
        var (search, issues) = new AuditEventSearchParser(UsersOf).Parse(criteria);
        var page = search?.Run(trail, context.RequestAborted);
        var look = new AuditedAction("read", "audit-view", search is null ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK, search is null ? AuditOutcome.Failed : AuditOutcome.Success)
        {
            ResourceType = Type,
            Query = string.Join('&', criteria.Select(pair => $"{pair.Key}={pair.Value}")),
            Patients = search?.Filter.Patient is { } patient ? [patient] : [],
        };
        if (!await recorder.RecordAsync(context.GetActor().Actor!, look))
            return Busy;
        return page is null
            ? new AuditEventAnswer(StatusCodes.Status400BadRequest, issues, [], null)
            : new AuditEventAnswer(StatusCodes.Status200OK, [], [.. page.Entries.Select(entry => Entry(context, entry.Record))], page.Next?.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private static AuditEventAnswer Busy { get; } =
        Refused(StatusCodes.Status429TooManyRequests, Issue.Error(IssueTypes.Throttled, "AUDIT-BUSY", "The store is busy; nothing was released. Try again shortly."));

    private static AuditEventAnswer Refused(int status, Issue issue) => new(status, [issue], [], null);

    private async Task<AuditEventAnswer?> RefuseAsync(HttpContext context, string interaction)
    {
        var (actor, policy) = (context.GetActor().Actor!, policies.Current);
        if (policy.MayOperate(actor, "audit"))
            return null;
        var refused = new AuditedAction("read", interaction, StatusCodes.Status403Forbidden, AuditOutcome.Refused) { ResourceType = Type, Rule = $"policy {policy.Version}, {actor.Role}: no operation audit" };
        return await recorder.RecordAsync(actor, refused)
            ? Refused(StatusCodes.Status403Forbidden, Issue.Error(IssueTypes.Forbidden, "AUDIT-FORBIDDEN", "Your role does not allow this: AuditEvent."))
            : Busy;
    }

    private IReadOnlyList<string> UsersOf(string reference) =>
        [.. accounts.All.Where(account => account.FhirUser is { } fhirUser && (fhirUser == reference || fhirUser.EndsWith("/" + reference, StringComparison.Ordinal))).Select(account => account.UserName)];

    private KeyValuePair<string, ReadOnlyMemory<byte>> Entry(HttpContext context, AuditRecord record) =>
        new(record.Id, new AuditEventJson(store.Tenant.Value, context.Request.Host.Host is { Length: > 0 } host ? host : "local").Serialize(record));
}
