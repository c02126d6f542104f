using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Carewright.Gateway.Receiving;
using Carewright.Interfaces.Applying;
using Carewright.Kernel;
using Carewright.Scenarios.Tests.Running;
using Carewright.Security;
using Carewright.Storage.Queueing;
using Carewright.Storage.Sqlite.Queueing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Carewright.Scenarios.Tests.Receiving;

/// <summary>From the log to the record: in order per patient, once, and what waits holds what came after it.</summary>
public sealed class ApplierTests : IAsyncLifetime
{
    private RunningClinic _clinic = null!;
    private SqliteMessageLog _log = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _clinic = await RunningClinic.NewAsync();
        await _clinic.AddUserAsync("lab", Roles.SystemInterface);
        await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        await _clinic.DisposeAsync();
    }

    [Fact]
    public async Task Messages_of_one_patient_do_not_overtake_one_another()
    {
        var applied = new ConcurrentQueue<LoggedMessage>();
        var sent = new List<LoggedMessage>();
        for (var i = 0; i < 200; i++)
            sent.Add(await AppendAsync($"c{i}", $"p{i % 7}", $"p{i % 5}"));
        await using (await RunAsync(async (message, _) =>
        {
            await Task.Yield();
            applied.Enqueue(message);
            return new Receipt(ReceiptStatus.Applied);
        }))
            await UntilAsync(() => _log.InOrder(MessageState.Received, MessageDirection.Inbound, 0, 1).Count == 0);
        Assert.Equal(200, applied.Count);
        foreach (var patient in sent.SelectMany(message => message.Patients).Distinct())
            Assert.Equal(sent.Where(message => message.Patients.Contains(patient)).Select(message => message.Sequence), applied.Where(message => message.Patients.Contains(patient)).Select(message => message.Sequence));
        Assert.All(sent, message => Assert.Null(_log.Raw(_log.Find(message.Id)!)));
    }

    [Fact]
    public async Task What_was_in_the_record_when_the_process_ended_is_not_put_there_again()
    {
        var message = await AppendAsync("c1", "p1");
        var committed = new TaskCompletionSource();
        // The process ends between the commit and the row that tells of it.
        await using (await RunAsync(async (one, stop) =>
        {
            await ReceiveAsync(one);
            committed.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, stop);
            return new Receipt(ReceiptStatus.Busy);
        }))
            await committed.Task.WaitAsync(Stop);
        await _log.DisposeAsync();
        await OpenAsync();
        Assert.Equal(MessageState.Received, _log.Find(message.Id)!.State);
        await using (await RunAsync((one, _) => ReceiveAsync(one)))
            await UntilAsync(() => _log.Find(message.Id)!.State == MessageState.Applied);
        Assert.Equal(1, (await _clinic.As("lab").GetAsync("fhir/Observation?_summary=count")).Expect(200).Total);
    }

    [Fact]
    public async Task What_waits_holds_what_came_after_it_and_goes_first()
    {
        var (first, second, third, other) = (await AppendAsync("c1", "p1"), await AppendAsync("c2", "p1"), await AppendAsync("c3", "p1"), await AppendAsync("c4", "p2"));
        var applied = new ConcurrentQueue<string>();
        ValueTask<Receipt> ApplyAsync(LoggedMessage message, CancellationToken stop)
        {
            if (message.ControlId == "c1" && message.Decision is null)
                return ValueTask.FromResult(new Receipt(ReceiptStatus.Held, Issue.Error("conflict", "RECEIVE-TEST", "Somebody has to decide.")));
            applied.Enqueue(message.ControlId);
            return ValueTask.FromResult(new Receipt(ReceiptStatus.Applied));
        }
        await using (await RunAsync(ApplyAsync))
            await UntilAsync(() => Held(first, second, third) && _log.Find(other.Id)!.State == MessageState.Applied);
        Assert.Equal(("RECEIVE-TEST", HeldMessages.Behind), (_log.Find(first.Id)!.Reason!.Code, _log.Find(third.Id)!.Reason!.Code));
        // After another start it is the same, until somebody decides.
        await using var running = await RunAsync(ApplyAsync);
        var late = await AppendAsync("c5", "p1");
        await UntilAsync(() => Held(first, second, third, late));
        Assert.NotNull(await running.Applier.GiveBackAsync(_log.Find(first.Id)!, "new", Stop));
        await UntilAsync(() => _log.Find(late.Id)!.State == MessageState.Applied);
        Assert.Equal(["c4", "c1", "c2", "c3", "c5"], applied);
        Assert.Null(await running.Applier.GiveBackAsync(first, "new", Stop));
    }

    [Fact]
    public async Task A_dead_or_discarded_message_holds_nobody()
    {
        var (broken, faulty, held, last) = (await AppendAsync("broken", "p1"), await AppendAsync("faulty", "p1"), await AppendAsync("held", "p1"), await AppendAsync("last", "p1"));
        await using var running = await RunAsync((message, _) => ValueTask.FromResult(message.ControlId switch
        {
            "broken" => new Receipt(ReceiptStatus.Refused, Issue.Error("value", "V2-TEST", "No such thing.", "PID[1]-7")),
            "faulty" => throw new InvalidOperationException("a fault of the test"),
            "held" => new Receipt(ReceiptStatus.Held),
            _ => new Receipt(ReceiptStatus.Applied),
        }));
        await UntilAsync(() => Held(held, last));
        Assert.Equal((MessageState.Dead, "PID[1]-7", true), (_log.Find(broken.Id)!.State, _log.Find(broken.Id)!.Reason!.Place, _log.Find(broken.Id)!.HasRaw));
        Assert.Equal((MessageState.Dead, "INTERFACE-FAULT"), (_log.Find(faulty.Id)!.State, _log.Find(faulty.Id)!.Reason!.Code));
        Assert.NotNull(await running.Applier.DiscardAsync(_log.Find(held.Id)!, new MessageReason("discarded", "A test of the sender's."), Stop));
        await UntilAsync(() => _log.Find(last.Id)!.State == MessageState.Applied);
    }

    private bool Held(params LoggedMessage[] messages) => messages.All(message => _log.Find(message.Id)!.State == MessageState.Held);

    private Task<LoggedMessage> AppendAsync(string control, params string[] patients) =>
        _log.AppendAsync(new MessageDraft("lab", control, "ORU^R01", Encoding.ASCII.GetBytes("MSH|" + control)) { Patients = [.. patients.Select(patient => "A|" + patient)] }, Stop);

    private async Task OpenAsync() => _log = await SqliteMessageLog.OpenAsync(_clinic.Data, _clinic.Clinic.Store, TimeProvider.System, Stop);

    private ValueTask<Receipt> ReceiveAsync(LoggedMessage message)
    {
        var patient = new JsonObject { ["resourceType"] = "Patient", ["identifier"] = new JsonArray(new JsonObject { ["system"] = "urn:oid:1.2", ["value"] = "1" }) };
        var observation = new JsonObject { ["resourceType"] = "Observation", ["status"] = "final", ["code"] = new JsonObject { ["text"] = "Potassium" }, ["subject"] = new JsonObject { ["reference"] = "urn:uuid:1" } };
        ReceivedResource[] resources =
        [
            new("urn:uuid:1", "Patient", Encoding.UTF8.GetBytes(patient.ToJsonString()), ReceivedIntent.Match, ["urn:oid:1.2|1"], []),
            new("urn:uuid:2", "Observation", Encoding.UTF8.GetBytes(observation.ToJsonString()), ReceivedIntent.Create, [], []),
        ];
        var received = new ReceivedMessage(message.Id, message.Type, "Lab", _log.Raw(message)!, "x-application/hl7-v2+er7", resources, []);
        return _clinic.Clinic.Gateway.ReceiveAsync(_clinic.Clinic.Parts.Accounts.Find("lab")!.ToActor("hl7", "local", "TREAT", null), received, Stop);
    }

    private async Task<Running> RunAsync(Func<LoggedMessage, CancellationToken, ValueTask<Receipt>> apply)
    {
        var applier = new Applier(_log, (message, _, stop) => apply(message, stop), TimeProvider.System, NullLogger<Applier>.Instance);
        await applier.StartAsync(Stop);
        return new Running(applier);
    }

    // The log tells of no change to those who wait for it; a test that hangs is stopped by the runner.
    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
            await Task.Delay(10, Stop);
    }

    private sealed record Running(Applier Applier) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Applier.StopAsync(CancellationToken.None);
            Applier.Dispose();
        }
    }
}
