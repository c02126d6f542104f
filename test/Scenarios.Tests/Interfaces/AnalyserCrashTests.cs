using Carewright.Astm.Frames;
using Carewright.Interfaces.Partners;
using Carewright.Scenarios.Tests.Running;
using Carewright.Security;
using Carewright.Storage.Queueing;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.Scenarios.Tests.Interfaces;

/// <summary>The real server, killed with SIGKILL while an instrument sends: what was acknowledged is in the record, once, in order.</summary>
public sealed class AnalyserCrashTests
{
    private const int Kills = 2;
    private const int Values = 60;
    private int _sent;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_an_instrument_was_acknowledged_is_in_the_record_once_and_in_order_whoever_was_killed()
    {
        using var folder = new TemporaryFolder();
        var data = folder.Folder("store");
        var port = await PrepareAsync(data);
        var sending = Task.Run(() => SendAsync(port), Stop);
        for (var kill = 1; kill <= Kills; kill++)
        {
            await using var server = CommandRun.Start("up", "--data", data.FullName, "--port", "0");
            await server.Address;
            while (_sent < Values * kill / (Kills + 1) && !sending.IsCompleted)
                await Task.Delay(5, Stop);
            await server.KillAsync();
        }
        await using var running = await RunningClinic.OpenAsync(data);
        await sending;
        var log = running.Server.Services.GetRequiredService<IMessageLog>();
        await PartnerHouse.UntilAsync(() => log.InOrder(MessageState.Received, MessageDirection.Inbound, 0, 1).Count == 0);
        Assert.All(log.Tally(), tally => Assert.True(tally.State is MessageState.Applied or MessageState.Duplicate, $"{tally.Count} messages are {tally.State}"));
        var door = await running.AddUserAsync("system", Roles.SystemInterface);
        var result = Assert.Single((await door.GetAsync("fhir/Observation")).Expect(200).Resources);
        var versions = (await door.PagesAsync($"fhir/Observation/{(string)result["id"]!}/_history?_count=1000")).SelectMany(page => page.Resources).Select(version => (int)version["valueQuantity"]!["value"]!).Reverse();
        Assert.Equal(Enumerable.Range(1, Values), versions);
    }

    private static async Task<int> PrepareAsync(DirectoryInfo data)
    {
        await using var running = await RunningClinic.OpenAsync(data);
        await running.FillAsync(AnalyserHouse.Chart());
        var analyser = AnalyserHouse.PartnerOf(PartnerHouse.FreePort());
        Assert.Empty(await running.Server.Services.GetRequiredService<PartnerRegister>().PutAsync(analyser, Stop));
        return analyser.Receive!.Port;
    }

    // An instrument that keeps each result until it is acknowledged, and then goes on to its correction.
    private async Task SendAsync(int port)
    {
        await using var instrument = new Instrument(port);
        for (var value = 1; value <= Values; value++)
        {
            var message = Instrument.Result("S1", "K", value.ToString(System.Globalization.CultureInfo.InvariantCulture), value == 1 ? "F" : "C");
            while ((await instrument.TrySendAsync(message)).Outcome != SendOutcome.Delivered)
                await Task.Delay(20, Stop);
            Interlocked.Increment(ref _sent);
        }
    }
}
