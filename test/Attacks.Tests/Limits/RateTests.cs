using System.Globalization;
using Carewright.Host.Serving.Limits;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Attacks.Tests.Limits;

/// <summary>Who asks without end is told to wait, and others do not notice.</summary>
public sealed class RateTests
{
    private static readonly RateRules s_narrow = RateRules.Default with { User = new Rate(20, 1), Anonymous = new Rate(20, 1) };

    [Theory]
    [InlineData("fhir/Patient?_count=1")]
    [InlineData("users")]
    [InlineData("bulk/jobs")]
    [InlineData("auth/session")]
    public async Task A_user_who_asks_without_end_is_told_when_to_come_back_at_every_door(string path)
    {
        await using var running = await StartAsync(s_narrow);
        var (eager, calm) = (await running.AddUserAsync("eager", "physician"), await running.AddUserAsync("calm", "physician"));
        var replies = await ManyAsync(eager, path);
        var refused = replies.Where(reply => reply.Status == 429).ToList();
        Assert.NotEmpty(refused);
        Assert.All(refused, reply => Assert.InRange(int.Parse(reply.Header("Retry-After")!, CultureInfo.InvariantCulture), 1, 60));
        Assert.All(refused, reply => Assert.True(path.StartsWith("fhir", StringComparison.Ordinal) || path.StartsWith("bulk", StringComparison.Ordinal) ? (string?)reply.Json["resourceType"] == "OperationOutcome" : (string?)reply.Json["code"] == "too-many-requests"));
        Assert.NotEqual(429, (await calm.GetAsync(path)).Status);
        var log = await new AuditLog(await running.AddUserAsync("officer", "compliance-officer")).EventsAsync("user=eager");
        Assert.Single(log, one => AuditLog.Text(one, "interaction") == "rate-limit" && (int)one["status"]! == 429 && AuditLog.Text(one, "outcome") != "success");
    }

    [Fact]
    public async Task Nobody_in_particular_is_counted_by_address_and_the_apps_own_files_are_not()
    {
        using var folder = new TemporaryFolder();
        folder.Write("app/index.html", "<!doctype html>");
        folder.Write("app/assets/a.js", "1");
        await using var running = await StartAsync(s_narrow, folder.Folder("app"));
        var member = await running.AddUserAsync("member", "physician");
        var nobody = running.Nobody();
        foreach (var path in new[] { "", "assets/a.js", "index.html" })
            Assert.All(await ManyAsync(nobody, path), reply => Assert.Equal(200, reply.Status));
        var replies = await ManyAsync(nobody, "fhir/Patient");
        Assert.Contains(replies, reply => reply.Status == 429);
        Assert.All(replies, reply => Assert.True(reply.Status is 401 or 429));
        Assert.Contains(await ManyAsync(nobody, "fhir/metadata"), reply => reply.Status == 429);
        (await member.GetAsync("fhir/Patient?_count=1")).Expect(200);
        var log = await new AuditLog(await running.AddUserAsync("officer", "compliance-officer")).EventsAsync("user=anonymous");
        Assert.Single(log, one => AuditLog.Text(one, "interaction") == "rate-limit");
    }

    [Fact]
    public async Task All_users_of_one_address_share_a_bucket_too()
    {
        await using var running = await StartAsync(RateRules.Default with { Address = new Rate(30, 1) });
        await running.AddUserAsync("one", "physician");
        await running.AddUserAsync("two", "physician");
        Assert.Contains(await ManyAsync(running.As("one"), "fhir/Patient?_count=1"), reply => reply.Status == 429);
        Assert.Contains(await ManyAsync(running.As("two"), "fhir/Patient?_count=1"), reply => reply.Status == 429);
    }

    [Fact]
    public async Task A_busy_screen_does_not_meet_the_rules_of_a_server()
    {
        await using var running = await StartAsync(RateRules.Default);
        var door = await running.AddUserAsync("busy", "physician");
        // Two hundred charts within moments, each two batches.
        for (var i = 0; i < 400; i++)
            (await door.PostAsync("fhir", Chart.Bundle("batch", Chart.Get("Patient?_count=1")))).Expect(200);
    }

    private static Task<RunningClinic> StartAsync(RateRules rules, DirectoryInfo? app = null) =>
        RunningClinic.NewAsync(shape: options => options with { App = app, Limits = options.Limits with { Rates = rules } });

    // As many at once as a bucket that fills slowly cannot keep up with, however slow the machine is.
    private static async Task<IReadOnlyList<Reply>> ManyAsync(Door door, string path) => await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => door.GetAsync(path)));
}
