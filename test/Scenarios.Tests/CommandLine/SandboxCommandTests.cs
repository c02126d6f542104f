using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.CommandLine;

/// <summary>The sandbox as its own process, met over sockets.</summary>
public sealed class SandboxCommandTests
{
    [Fact]
    public async Task A_laboratory_takes_an_order_sends_its_result_says_so_and_ends_when_it_is_told()
    {
        using var clinic = new TcpListener(IPAddress.Loopback, 0);
        clinic.Start();
        var port = ((IPEndPoint)clinic.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        await using var lab = CommandRun.Start("sandbox", "lab", "--listen", "127.0.0.1:0", "--send", "127.0.0.1:" + port, "--delay", "0", "--seed", "7");
        var line = await lab.SaysAsync("listening on");
        using var sending = new TcpClient();
        await sending.ConnectAsync(IPEndPoint.Parse(line[(line.LastIndexOf(' ') + 1)..]), TestContext.Current.CancellationToken);
        await WriteAsync(sending, "MSH|^~\\&|CW|CLINIC|LAB|SANDBOX|20260302090000+0000||ORM^O01^ORM_O01|C1|P|2.5.1\rPID|1||P-77^^^CLINIC^MR||Example77^Anna||19800214|F\rORC|NW|P-1^CLINIC\rOBR|1|P-1^CLINIC||2345-7^Glucose^LN\r");
        Assert.Contains("MSA|AA|C1", await ReadAsync(sending), StringComparison.Ordinal);
        using var receiving = await clinic.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        var result = await ReadAsync(receiving);
        Assert.Contains("ORU^R01", result, StringComparison.Ordinal);
        Assert.Contains("OBR|1|P-1^CLINIC|", result, StringComparison.Ordinal);
        await WriteAsync(receiving, $"MSH|^~\\&|CW|CLINIC|LAB|SANDBOX|20260302090001+0000||ACK^R01^ACK|A1|P|2.5.1\rMSA|AA|{result.Split('|')[9]}\r");
        Assert.Contains("AA", await lab.SaysAsync("ORU^R01"), StringComparison.Ordinal);
        // 128 and the signal's number is what a shell expects of whoever was asked to end.
        Assert.Equal(143, await lab.StopAsync());
        Assert.Equal("", lab.Error);
        Assert.DoesNotContain("Example77", lab.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_played_is_told_in_a_sentence()
    {
        string[] lab = ["sandbox", "lab", "--listen", "127.0.0.1:0", "--send", "127.0.0.1:6660"];
        foreach (var (code, words, arguments) in new (int, string, string[])[]
        {
            (1, "corrected", ["sandbox", "hospital", "--send", "127.0.0.1:6660", "--misbehave", "corrected"]),
            (1, "ADDRESS:PORT", ["sandbox", "registry", "--listen", "nowhere"]),
            (1, "HOST:PORT", ["sandbox", "hospital", "--send", "127.0.0.1"]),
            (1, "--misbehave-every", [.. lab, "--misbehave-every", "0"]),
            (1, "--rate", ["sandbox", "hospital", "--send", "127.0.0.1:6660", "--rate", "0"]),
            (2, "--send", ["sandbox", "lab", "--listen", "127.0.0.1:0"]),
        })
        {
            var run = (await CommandRun.RunAsync(arguments)).Expect(code);
            Assert.Contains(words, run.Output + run.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", run.Output + run.Error, StringComparison.Ordinal);
        }
    }

    private static async Task WriteAsync(TcpClient to, string message) =>
        await to.GetStream().WriteAsync(Encoding.UTF8.GetBytes($"\u000b{message}\u001c\r"), TestContext.Current.CancellationToken);

    private static async Task<string> ReadAsync(TcpClient from)
    {
        var (text, buffer) = (new StringBuilder(), new byte[4096]);
        while (!text.ToString().Contains('\u001c', StringComparison.Ordinal))
        {
            var count = await from.GetStream().ReadAsync(buffer, TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
            Assert.True(count > 0, "The other side ended the connection.");
            text.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }
        return text.ToString();
    }
}
