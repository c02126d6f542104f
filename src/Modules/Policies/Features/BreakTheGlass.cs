using Carewright.Gateway;
using Carewright.Gateway.Doors;
using Carewright.Gateway.Emergencies;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Policies.Features;

/// <summary>Opening one patient's record in an emergency, for whoever's role may.</summary>
internal static class BreakTheGlass
{
    /// <summary><c>GET /break-glass</c>: what is open to the caller, whether they may, the reasons, and whether the clinic is in emergency mode. The app asks it all the while: not recorded.</summary>
    public static IResult Show(HttpContext http, PolicyShelf policies, RecordGateway gateway)
    {
        var actor = http.GetActor().Actor!;
        var (rules, now) = (policies.Current.BreakGlass, gateway.Emergency.Now);
        return Results.Json(new GlassState(gateway.BreakGlass.MayBreak(actor), rules.Reasons, rules.Minutes, [.. gateway.BreakGlass.OpenTo(actor).Select(GlassLine.Of)],
            now is null ? null : new EmergencyNotice(now.Reason, now.EndsAt)), PoliciesJson.Default.GlassState);
    }

    /// <summary><c>POST /break-glass</c> <c>{"patient":"ID","reason","text"}</c> -> 201.</summary>
    public static async Task<IResult> OpenAsync(HttpContext http, RecordGateway gateway)
    {
        if (await JsonBody.ReadAsync(http, PoliciesJson.Default.GlassBody).ConfigureAwait(false) is not { Patient: { } patient, Reason: { } reason, Text: { } text })
            return Problems.Malformed();
        var answer = await gateway.BreakGlass.OpenAsync(http.GetActor().Actor!, patient, reason, text, http.RequestAborted).ConfigureAwait(false);
        return answer.IsRefused ? Refused.By(answer.Refusal) : Results.Json(GlassLine.Of(answer.Value), PoliciesJson.Default.GlassLine, statusCode: StatusCodes.Status201Created);
    }

    /// <summary><c>POST /break-glass/{id}/end</c> -> 200.</summary>
    public static async Task<IResult> EndAsync(string id, HttpContext http, RecordGateway gateway)
    {
        var answer = await gateway.BreakGlass.EndAsync(http.GetActor().Actor!, id, http.RequestAborted).ConfigureAwait(false);
        return answer.IsRefused ? Refused.By(answer.Refusal) : Results.Json(GlassLine.Of(answer.Value), PoliciesJson.Default.GlassLine);
    }
}

/// <summary>What the caller needs to know all the while.</summary>
internal sealed record GlassState(bool May, IReadOnlyList<string> Reasons, int Minutes, GlassLine[] Open, EmergencyNotice? Emergency);

/// <summary>That the clinic is in emergency mode.</summary>
internal sealed record EmergencyNotice(string Reason, DateTimeOffset EndsAt);

/// <summary>One opening.</summary>
internal sealed record GlassLine(
    string Id, string UserName, string Display, string Role, string Patient, string Reason, string Text, DateTimeOffset StartedAt, DateTimeOffset EndsAt, DateTimeOffset ReviewBy, ReviewRecord? Review)
{
    public static GlassLine Of(GlassRecord record) =>
        new(record.Id, record.UserName, record.Display, record.Role, record.Patient, record.Reason, record.Text, record.StartedAt, record.EndsAt, record.ReviewBy, record.Review);
}

/// <summary>What is asked for.</summary>
internal sealed record GlassBody(string? Patient, string? Reason, string? Text);
