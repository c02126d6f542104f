using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Attacks.Tests.Browsing;

/// <summary>Every route that the server has mapped, asked for by nobody and by every role, whatever the screens would offer.</summary>
public sealed class ForcedBrowsingTests(SeededClinic clinic)
{
    public static TheoryData<string> Roles { get; } = [.. Security.Roles.All];

    [Fact]
    public void Every_route_has_a_rule_and_every_rule_a_route()
    {
        var mapped = clinic.Running.Server.Routes
            .SelectMany(route => route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Select(method => $"{method} /{route.RoutePattern.RawText!.Trim('/')}") ?? [$"ANY {route.RoutePattern.RawText}"])
            .ToHashSet(StringComparer.Ordinal);
        var ruled = RouteRule.All.Select(rule => rule.ToString()).ToList();
        Assert.True(mapped.SetEquals(ruled), $"without a rule:\n{string.Join('\n', mapped.Except(ruled).Order(StringComparer.Ordinal))}\nno longer there:\n{string.Join('\n', ruled.Except(mapped).Order(StringComparer.Ordinal))}");
        Assert.Equal(ruled.Count, mapped.Count);
    }

    [Fact]
    public async Task Without_a_credential_only_open_routes_answer_and_every_attempt_is_on_record()
    {
        var log = new AuditLog(clinic.As("compliance-officer"));
        var faults = new List<string>();
        foreach (var rule in RouteRule.All.Where(rule => rule.Rule is not ("open" or "console" or "websocket" or "oauth") && rule.Pattern != "/auth/sign-out"))
        {
            Reply? reply = null;
            var left = await log.DuringAsync("anonymous", async () => reply = await AskAsync(clinic.Running.Nobody(), rule));
            if (reply!.Status != 401)
                faults.Add($"{rule} answers {reply.Status} to nobody");
            // The app asks whether it is signed in before anybody has signed in: that is no attempt.
            else if (rule.Pattern != "/auth/session" && left.All(one => (int)one["status"]! != 401))
                faults.Add($"{rule} refuses nobody and leaves no record");
        }
        Assert.Empty(faults);
    }

    [Fact]
    public async Task The_console_is_not_there_for_the_network_whoever_asks()
    {
        foreach (var rule in RouteRule.All.Where(rule => rule.Rule == "console"))
        {
            foreach (var door in new[] { clinic.Running.Nobody(), clinic.As("administrator") })
            {
                var reply = await AskAsync(door, rule);
                Assert.True(reply.Status is 404 or 400 or 415, $"{rule} answers {reply.Status} to the network");
                Assert.True(reply.Body.Length < 2_000 && !reply.Text.Contains("passphrase", StringComparison.OrdinalIgnoreCase), $"{rule} tells the network something");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task A_role_gets_through_exactly_where_its_operations_let_it(string role)
    {
        var (name, door) = await clinic.OwnUserAsync(role, fhirUser: role == "patient" ? "Patient/" + clinic.OwnPatient : null);
        var log = new AuditLog(clinic.As("compliance-officer"));
        var policy = clinic.Running.Clinic.Parts.Policies.Current;
        var faults = new List<string>();
        foreach (var rule in RouteRule.All.Where(rule => rule.Rule is "users" or "users-in-person" or "audit" or "policies" or "privacy" or "privacy-intake" or "interfaces" or "interfaces-in-person" or "message-review" or "in-basket" or "result-sign" or "in-house" or "in-house-unlock"))
        {
            var isAllowed = policy.FindRole(role)!.Operations.Contains(rule.Rule);
            Reply? reply = null;
            var left = await log.DuringAsync(name, async () => reply = await AskAsync(door, rule));
            if (reply!.Status >= 500)
                faults.Add($"{rule} breaks on an empty body: {reply.Status}");
            else if (reply.Status == 403 == isAllowed)
                faults.Add($"{rule} answers {reply.Status} to {role}: {reply.Text}");
            else if (!isAllowed && !left.Any(one => (int)one["status"]! == 403 && AuditLog.Text(one, "outcome") == "refused"))
                faults.Add($"{rule} refuses {role} and leaves no record");
        }
        Assert.Empty(faults);
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task What_is_ones_own_is_nobody_elses(string role)
    {
        var (_, door) = await clinic.OwnUserAsync(role, fhirUser: role == "patient" ? "Patient/" + clinic.OwnPatient : null);
        foreach (var rule in RouteRule.All.Where(rule => rule.Rule == "own" && rule.Pattern.Contains("{id}", StringComparison.Ordinal)))
            Assert.True((await AskAsync(door, rule)).Status is 403 or 404, $"{rule} answers {role} about something that is not there");
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task A_partners_door_is_no_accounts(string role)
    {
        var (_, door) = await clinic.OwnUserAsync(role, fhirUser: role == "patient" ? "Patient/" + clinic.OwnPatient : null);
        foreach (var rule in RouteRule.All.Where(rule => rule.Rule == "partner"))
            Assert.Equal(401, (await AskAsync(door, rule)).Status);
    }

    private static Task<Reply> AskAsync(Door door, RouteRule rule) =>
        door.SendBytesAsync(new HttpMethod(rule.Method), rule.Address, rule.HasBody ? "{}"u8.ToArray() : null, "application/json");
}
