using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Carewright.Interfaces.Partners;
using Carewright.Mllp;
using Carewright.Scenarios.Tests.Running;
using Carewright.Security;
using Carewright.Storage.Queueing;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.Scenarios.Tests.Interfaces;

/// <summary>
/// The real server, killed with SIGKILL while partners send, and senders whose lines break in the middle of a message: what was acknowledged is in the record, once, in order. <c>CAREWRIGHT_CRASH_MESSAGES</c> sets how many
/// messages are sent (400 otherwise), <c>CAREWRIGHT_CRASH_ROUNDS</c> how often the server is killed (3 otherwise).
/// </summary>
public sealed class InterfaceCrashTests
{
    private const int Lines = 8;
    private const int PatientsOfLine = 5;
    private int _sent;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static int Messages => Setting("CAREWRIGHT_CRASH_MESSAGES", 400);

    private static int Kills => Setting("CAREWRIGHT_CRASH_ROUNDS", 3);

    private static int OfPatient => Math.Max(1, Messages / (Lines * PatientsOfLine));

    [Fact]
    public async Task What_was_acknowledged_is_in_the_record_once_and_in_order_whoever_was_killed()
    {
        using var folder = new TemporaryFolder();
        var data = folder.Folder("store");
        var lab = await PrepareAsync(data);
        var sending = Enumerable.Range(0, Lines).Select(line => Task.Run(() => SendAsync(lab, line))).ToList();
        for (var kill = 1; kill <= Kills; kill++)
        {
            await using var server = CommandRun.Start("up", "--data", data.FullName, "--port", "0");
            await server.Address;
            var most = Lines * PatientsOfLine * OfPatient * kill / (Kills + 1);
            while (_sent < most && !sending.TrueForAll(line => line.IsCompleted))
                await Task.Delay(5, Stop);
            await server.KillAsync();
        }
        await using var running = await RunningClinic.OpenAsync(data);
        await Task.WhenAll(sending);
        await CheckAsync(running);
    }

    private static async Task<Partner> PrepareAsync(DirectoryInfo data)
    {
        await using var running = await RunningClinic.OpenAsync(data);
        var lab = PartnerHouse.Laboratory();
        Assert.Empty(await running.Server.Services.GetRequiredService<PartnerRegister>().PutAsync(lab, Stop));
        return lab;
    }

    // A sender that keeps each message until it is acknowledged, and then goes on to the next.
    private async Task SendAsync(Partner lab, int line)
    {
        await using var client = new MllpClient(new MllpClientOptions("127.0.0.1", lab.Receive!.Port) { FirstPause = TimeSpan.FromMilliseconds(20), LongestPause = TimeSpan.FromMilliseconds(200) }, TimeProvider.System);
        for (var value = 1; value <= OfPatient; value++)
        {
            for (var patient = line * PatientsOfLine; patient < (line + 1) * PatientsOfLine; patient++)
            {
                var message = ResultOf(patient, value);
                if ((patient + value) % 17 == 0)
                    await BreakAsync(lab, message);
                while (!(await client.SendAsync(message, Stop)).IsAccepted)
                    await Task.Delay(5, Stop);
                Interlocked.Increment(ref _sent);
            }
        }
    }

    // Another line of the sender's, which is cut in the middle of the message.
    private static async Task BreakAsync(Partner lab, byte[] message)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(true, 0) };
        try
        {
            await socket.ConnectAsync("127.0.0.1", lab.Receive!.Port, Stop);
            await socket.SendAsync((byte[])[0x0b, .. message.AsSpan(0, message.Length / 2)], Stop);
        }
        catch (SocketException)
        {
            // The server is not there at this moment.
        }
    }

    // Each is a correction of the one before: the history of the result tells which came, and in what order.
    private static byte[] ResultOf(int patient, int value) => PartnerHouse.Bytes(
        $"MSH|^~\\&|LIS|LAB|CW|CLINIC|20260301070000||ORU^R01^ORU_R01|P{patient}V{value}|P|2.5.1",
        $"PID|1||M{patient}^^^LAB^MR||{Name(patient, "kz")}^{Name(patient * 7919, "rm")}||{new DateTime(1940, 1, 1).AddDays(patient * 211):yyyyMMdd}|F",
        $"OBR|1||G{patient}^LAB|2823-3^Potassium^LN|||20260301060000|||||||||||||||20260301065500|||{(value == 1 ? "F" : "C")}",
        $"OBX|1|NM|2823-3^Potassium^LN||{value}|mmol/L|||||{(value == 1 ? "F" : "C")}|||20260301060000");

    private static string Name(int number, string end)
    {
        var random = new Random(number + 1);
        return string.Concat(Enumerable.Range(0, 4).Select(_ => $"{"bcdfghjklmnprstvwz"[random.Next(18)]}{"aeiou"[random.Next(5)]}")) + end;
    }

    private static async Task CheckAsync(RunningClinic running)
    {
        var log = running.Server.Services.GetRequiredService<IMessageLog>();
        var watch = Stopwatch.StartNew();
        await PartnerHouse.UntilAsync(() => log.InOrder(MessageState.Received, MessageDirection.Inbound, 0, 1).Count == 0 || watch.Elapsed > TimeSpan.FromMinutes(10));
        Assert.All(log.Tally(), tally => Assert.True(tally.State is MessageState.Applied or MessageState.Duplicate, $"{tally.Count} messages are {tally.State}: {log.List(new MessageQuery(State: tally.State, Count: 1)).Messages[0].Reason}"));
        var door = await running.AddUserAsync("system", Roles.SystemInterface);
        Assert.Equal(Lines * PatientsOfLine, (await door.GetAsync("fhir/Observation?_summary=count")).Expect(200).Total);
        Assert.Equal(Lines * PatientsOfLine, (await door.GetAsync("fhir/Patient?_summary=count")).Expect(200).Total);
        foreach (var row in (await door.PagesAsync("fhir/Observation?_count=100")).SelectMany(page => page.Resources))
        {
            var versions = (await door.PagesAsync($"fhir/Observation/{(string)row["id"]!}/_history?_count=1000")).SelectMany(page => page.Resources).Select(version => (int)version["valueQuantity"]!["value"]!).Reverse();
            Assert.Equal(Enumerable.Range(1, OfPatient), versions);
        }
    }

    private static int Setting(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var set) ? set : otherwise;
}
