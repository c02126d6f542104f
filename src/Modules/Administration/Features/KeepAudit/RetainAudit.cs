using System.Globalization;
using Carewright.Administration.Http;
using Carewright.Audit;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Administration.Features;

/// <summary>
/// <c>GET|PUT /audit/retention</c>: the rules of retention, the months there are, what was disposed of; <c>POST /audit/retention/dispose</c> disposes of the oldest month when its time is over.
/// </summary>
internal static class RetainAudit
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/retention", ShowAsync);
        routes.MapPut("/retention", ChangeAsync);
        routes.MapPost("/retention/dispose", DisposeAsync);
    }

    private static async Task<IResult> ShowAsync(HttpContext context, AuditRetention retention, RetentionRegister register, Recorder recorder) =>
        await recorder.RecordAsync(context.GetActor().Actor!, new AuditedAction("read", "audit-retention", StatusCodes.Status200OK))
            ? Answer(context, retention, register)
            : Problems.Busy(context);

    private static async Task<IResult> ChangeAsync(HttpContext context, AuditRetention retention, RetentionRegister register, Recorder recorder)
    {
        var (rules, problem) = await Body.ReadAsync(context, RetentionJson.Default.RetentionRules);
        if (rules is null)
            return problem!;
        if (rules.Check() is { Count: > 0 } issues)
            return Problems.Invalid(issues);
        var action = new AuditedAction("update", "audit-retention", StatusCodes.Status200OK)
        {
            Query = string.Create(CultureInfo.InvariantCulture, $"rules={string.Join(',', rules.Rules.Select(rule => $"{rule.Name}:{rule.Years}"))}&holds={string.Join(',', rules.Holds.Select(hold => hold.Name))}&automatic={rules.IsAutomatic}"),
        };
        if (!await recorder.RecordAsync(context.GetActor().Actor!, action))
            return Problems.Busy(context);
        await register.PutAsync(rules, context.RequestAborted);
        return Answer(context, retention, register);
    }

    private static async Task<IResult> DisposeAsync(HttpContext context, AuditRetention retention, RetentionRegister register, Recorder recorder)
    {
        var actor = context.GetActor().Actor!;
        if (await retention.DisposeOldestAsync(disposal => recorder.RecordOf(actor, Disposed(disposal)), context.RequestAborted) is not null)
            return Answer(context, retention, register);
        return await recorder.RecordAsync(actor, new AuditedAction("delete", "audit-dispose", StatusCodes.Status409Conflict, AuditOutcome.Refused) { Rule = "no month is due" })
            ? Problems.Of(StatusCodes.Status409Conflict, "nothing-due", "No month of the log may be disposed of now")
            : Problems.Busy(context);
    }

    /// <summary>What is audited of a disposal.</summary>
    internal static AuditedAction Disposed(AuditDisposal disposal) => new("delete", "audit-dispose", StatusCodes.Status200OK) { Query = disposal.ToQuery() };

    private static IResult Answer(HttpContext context, AuditRetention retention, RetentionRegister register)
    {
        var months = retention.Months(context.RequestAborted).Select(month => new MonthAnswer(
            string.Create(CultureInfo.InvariantCulture, $"{month.Month.Year:D4}-{month.Month.Month:D2}"), month.Month.Records, month.Until, month.Holds, month.IsDue));
        var disposals = retention.Disposals().Select(disposal => new DisposalAnswer(disposal.Month, disposal.Records, disposal.At, disposal.Rule));
        return TypedResults.Json(new RetentionAnswer(register.Current, [.. months], [.. disposals]), AdministrationJson.Default.RetentionAnswer);
    }
}

/// <summary>The rules and what they mean now.</summary>
internal sealed record RetentionAnswer(RetentionRules Rules, IReadOnlyList<MonthAnswer> Months, IReadOnlyList<DisposalAnswer> Disposals);

/// <summary>A month of the log.</summary>
internal sealed record MonthAnswer(string Month, long Records, DateTimeOffset KeptUntil, IReadOnlyList<string> Holds, bool IsDue);

/// <summary>A month that is gone.</summary>
internal sealed record DisposalAnswer(string Month, long Records, DateTimeOffset At, string Rule);
