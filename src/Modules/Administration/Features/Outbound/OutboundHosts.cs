using Carewright.Administration.Http;
using Carewright.Audit;
using Carewright.Gateway;
using Carewright.Kernel;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Administration.Features;

/// <summary>
/// <c>GET|PUT /outbound-hosts</c>: the hosts that this server may call although they are in a private network or without TLS, whatever for: notifications of subscriptions, webhooks of alerts, apps' public keys, directories.
/// For who manages the clinic's users; each look and each change is on record, with what came and went.
/// </summary>
internal static class OutboundHosts
{
    private const int Most = 200;
    private const int Longest = 260;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("", ShowAsync);
        routes.MapPut("", ChangeAsync);
    }

    private static async Task<IResult> ShowAsync(HttpContext context, RecordGateway gateway, Recorder recorder) =>
        await recorder.RecordAsync(context.GetActor().Actor!, new AuditedAction("read", "outbound-hosts", StatusCodes.Status200OK))
            ? TypedResults.Json(new OutboundHostList([.. gateway.Endpoints.Allowed.Order(StringComparer.Ordinal)]), AdministrationJson.Default.OutboundHostList)
            : Problems.Busy(context);

    private static async Task<IResult> ChangeAsync(HttpContext context, RecordGateway gateway, Recorder recorder)
    {
        var (request, problem) = await Body.ReadAsync(context, AdministrationJson.Default.OutboundHostList);
        if (request is null)
            return problem!;
        var issues = Check(request.Hosts);
        var (before, after) = (gateway.Endpoints.Allowed, request.Hosts.Select(host => host.Trim().ToLowerInvariant()).ToHashSet(StringComparer.Ordinal));
        var action = issues.Count > 0
            ? new AuditedAction("update", "outbound-hosts-change", StatusCodes.Status422UnprocessableEntity, AuditOutcome.Failed)
            : new AuditedAction("update", "outbound-hosts-change", StatusCodes.Status204NoContent) { Query = $"added={string.Join(' ', after.Except(before).Order(StringComparer.Ordinal))}&removed={string.Join(' ', before.Except(after).Order(StringComparer.Ordinal))}" };
        // On record before it holds: it widens what the server reaches.
        if (!await recorder.RecordAsync(context.GetActor().Actor!, action))
            return Problems.Busy(context);
        if (issues.Count > 0)
            return Problems.Invalid(issues);
        await gateway.Endpoints.AllowAsync(after, CancellationToken.None);
        return TypedResults.NoContent();
    }

    private static List<Issue> Check(IReadOnlyList<string> hosts) => hosts.Count > Most
        ? [Issue.Error(IssueTypes.Value, "OUTBOUND-MOST", $"There are at most {Most} hosts.", "hosts")]
        : [.. hosts.Select((host, index) => (host, index)).Where(one => !IsHost(one.host.Trim())).Select(one => Issue.Error(IssueTypes.Value, "OUTBOUND-HOST", "It is a host name or an address, with or without :port.", $"hosts[{one.index}]"))];

    private static bool IsHost(string text) =>
        text.Length is > 0 and <= Longest && Uri.TryCreate($"http://{text}/", UriKind.Absolute, out var uri) && uri is { AbsolutePath: "/", UserInfo: "", Query: "", Fragment: "" };
}

/// <summary>The hosts, each with or without <c>:port</c>.</summary>
internal sealed record OutboundHostList(IReadOnlyList<string> Hosts);
