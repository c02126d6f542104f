using System.Text.RegularExpressions;
using Carewright.Administration.Http;
using Carewright.Audit;
using Carewright.Gateway;
using Carewright.Gateway.Doors;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Administration.Features;

/// <summary>
/// <c>GET /my-record/looks</c>: who saw a patient's own record, for that patient, in words. Names of staff and what they did, by day; nothing of other patients, no address, no query, and no watcher:
/// that a look is being investigated is not told.
/// </summary>
internal static partial class OwnAccess
{
    private const int MostLooked = 5000;

    // Work on the log itself is no look at the record, and what a legal hold or a suspended accounting is about may not be told by the way.
    private static readonly HashSet<string> s_unsaid = new(StringComparer.Ordinal)
    {
        "audit-view", "export", "audit-export", "security-alert", "audit-dispose", "legal-hold", "legal-hold-release", "legal-holds", "disclosure-record", "disclosure-withdraw", "disclosure-suspend",
        "disclosure-accounting", "blocking-exceptions", "blocking-exceptions-export",
    };

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/my-record/looks", HandleAsync);

    private static async Task<IResult> HandleAsync(HttpContext context, AuditTrail trail, Recorder recorder, AccountRegister accounts, RecordGateway gateway)
    {
        var feature = context.GetActor();
        if (feature.Actor is not { } actor)
            return await Refused.UnknownAsync(context, "my-record", feature.Refusal);
        if (actor.Role != Roles.Patient || actor.FhirUser is not { } patient || !Patient().IsMatch(patient))
            return await Refused.ForbiddenAsync(context, "my-record", actor, "only a patient asks who saw the own record");
        var looks = trail.All(new AuditFilter(Patient: patient), context.RequestAborted).Take(MostLooked).Select(entry => entry.Record)
            .Where(record => record.Outcome == AuditOutcome.Success && record.UserName != actor.UserName && !s_unsaid.Contains(record.Interaction) && record.Client != "job").ToList();
        if (!await recorder.RecordAsync(actor, new AuditedAction("read", "own-access", StatusCodes.Status200OK) { Patients = [patient] }))
            return Problems.Busy(context);
        return TypedResults.Json(new OwnAccessAnswer([.. Days(looks, accounts, one => one.Role == Roles.Proxy ? gateway.Rights.Proxies.RelationshipOf(one.UserName, patient) : null)]), AdministrationJson.Default.OwnAccessAnswer);
    }

    private static IEnumerable<LookAnswer> Days(IEnumerable<AuditRecord> looks, AccountRegister accounts, Func<AuditRecord, string?> relationshipOf) =>
        from record in looks
        group record by (Day: DateOnly.FromDateTime(record.At.UtcDateTime), record.UserName) into day
        orderby day.Key.Day descending, day.Min(record => record.At)
        let first = day.First()
        select new LookAnswer(
            day.Key.Day, day.Min(record => record.At), day.Max(record => record.At), accounts.Find(first.UserName)?.Display ?? first.Display, first.Role, relationshipOf(first),
            [.. day.Select(DeedOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], [.. day.Select(record => record.ResourceType).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], day.Count());

    // Four words, which the app says in the reader's language.
    private static string DeedOf(AuditRecord record) => record switch
    {
        { Action: "create" or "update" or "delete" } => "changed",
        { Interaction: "print" } => "printed",
        _ when record.Interaction.StartsWith("export", StringComparison.Ordinal) || record.Interaction is "everything" or "summary" => "copied",
        _ => "read",
    };

    [GeneratedRegex(@"^Patient/[A-Za-z0-9\-.]{1,64}\z")]
    private static partial Regex Patient();
}

/// <summary>Who saw the record.</summary>
internal sealed record OwnAccessAnswer(IReadOnlyList<LookAnswer> Looks);

/// <summary>One person on one day.</summary>
internal sealed record LookAnswer(DateOnly Day, DateTimeOffset FirstAt, DateTimeOffset LastAt, string Name, string Role, string? Relationship, IReadOnlyList<string> Deeds, IReadOnlyList<string> Kinds, int Times);
