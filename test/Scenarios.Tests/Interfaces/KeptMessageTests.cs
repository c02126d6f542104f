using System.Text;
using Carewright.Host.Consoles;
using Carewright.Scenarios.Tests.Running;
using Carewright.Scenarios.Tests.Subscribing;
using Carewright.Storage.Queueing;
using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite;

namespace Carewright.Scenarios.Tests.Interfaces;

/// <summary>What waits in the log of messages is in backups, whoever makes them, outlives a rotation of the keys, and stays however old it is.</summary>
public sealed class KeptMessageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_backup_has_what_waits_and_a_restored_clinic_goes_on_with_it(bool isServed)
    {
        var (data, set, target) = (_folder.File("store"), _folder.File("set"), _folder.File("restored"));
        (await CommandRun.RunAsync("init", "--data", data, "--tenant", "First clinic", "--admin", "admin")).Expect(0);
        await using (var clinic = await OpenAsync(data))
        {
            await AppendAsync(clinic.Messages, "waits");
            await AppendAsync(clinic.Messages, "cannot", MessageState.Dead);
        }
        await using (var server = isServed ? CommandRun.Start("up", "--data", data, "--port", "0") : null)
        {
            if (server is not null)
                await server.Address;
            Assert.Contains("2 messages", (await CommandRun.RunAsync("backup", "--data", data, "--to", set)).Expect(0).Output, StringComparison.Ordinal);
        }
        (await CommandRun.RunAsync("restore", "--from", set, "--to", target)).Expect(0);
        await using var restored = await OpenAsync(target);
        var kept = restored.Messages.List(new MessageQuery()).Messages;
        Assert.Equal(["cannot", "waits"], kept.Select(message => message.ControlId));
        Assert.All(kept, message => Assert.Equal("MSH|" + message.ControlId, Encoding.ASCII.GetString(restored.Messages.Raw(message)!)));
    }

    [Fact]
    public async Task A_rotation_is_not_done_before_the_log_is_under_its_new_key()
    {
        await using var clinic = await RunningClinic.NewAsync();
        var log = clinic.Clinic.Messages;
        await Task.WhenAll(Enumerable.Range(0, 3000).Select(i => AppendAsync(log, $"c{i}", MessageState.Dead)));
        var console = new LocalConsole(clinic.Clinic, ownsClinic: false);
        await console.RotateTenantKeyAsync(await StoreKeys.SucceedAsync(clinic.Data, new PassphraseKeyProvider(RunningClinic.Passphrase), null, Stop), Stop);
        var layers = new HashSet<string>();
        // The store's own part takes half a minute, until nobody can hold what was read before.
        for (var work = await console.KeyRotationAsync(Stop); log.KeyRenewal() is not null; work = await console.KeyRotationAsync(Stop))
        {
            Assert.True(work.IsAtWork);
            layers.Add(work.Layer);
            Assert.Equal("MSH|c7", Encoding.ASCII.GetString(log.Raw(log.List(new MessageQuery(ControlId: "c7")).Messages[0])!));
        }
        Assert.NotEmpty(layers);
        Assert.Equal("MSH|c7", Encoding.ASCII.GetString(log.Raw(log.List(new MessageQuery(ControlId: "c7")).Messages[0])!));
    }

    [Fact]
    public async Task After_a_year_what_is_done_with_goes_and_what_cannot_be_applied_stays()
    {
        var clock = new ManualClock();
        await using var clinic = await RunningClinic.NewAsync(clock);
        var log = clinic.Clinic.Messages;
        var (done, dead) = (await AppendAsync(log, "done", MessageState.Dead), await AppendAsync(log, "dead", MessageState.Dead));
        await log.ChangeAsync(new MessageChange(done.Sequence, MessageState.Dead, MessageState.Discarded), Stop);
        clock.Advance(TimeSpan.FromDays(364));
        var young = await AppendAsync(log, "young", MessageState.Dead);
        await log.ChangeAsync(new MessageChange(young.Sequence, MessageState.Dead, MessageState.Discarded), Stop);
        Assert.NotNull(log.Find(done.Id));
        clock.Advance(TimeSpan.FromDays(2));
        while (log.Find(done.Id) is not null)
            await Task.Delay(10, Stop);
        Assert.NotNull(log.Find(dead.Id));
        Assert.NotNull(log.Find(young.Id));
    }

    private static Task<Host.Clinic> OpenAsync(string data) => StoreFolder.OpenAsync(new DirectoryInfo(data), new PassphraseKeyProvider(RunningClinic.Passphrase), mayCreate: false, TimeProvider.System, Stop);

    private static Task<LoggedMessage> AppendAsync(IMessageLog log, string control, MessageState state = MessageState.Received) =>
        log.AppendAsync(new MessageDraft("", control, "ORU^R01", Encoding.ASCII.GetBytes("MSH|" + control)) { State = state, Reason = state == MessageState.Dead ? new("V2-X", "No such thing.") : null }, Stop);
}
