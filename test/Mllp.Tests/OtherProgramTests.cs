using System.Globalization;

namespace Carewright.Mllp.Tests;

/// <summary>With clients and servers that others wrote: the package python3-hl7 of Debian, node-hl7-client and node-hl7-server of npm.</summary>
public sealed class OtherProgramTests
{
    [Fact]
    public async Task Python_sends_to_us()
    {
        await using var server = await Loopback.StartAsync(Loopback.Accept);
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, [.. Enumerable.Range(1, 20).SelectMany(each => Hl7v2.Mllp.MllpDeframer.Wrap(Messages.Of($"{each}")))], TestContext.Current.CancellationToken);
            using var python = OtherProgram.MllpSend("--port", server.Port.ToString(CultureInfo.InvariantCulture), "--file", file, "127.0.0.1");
            var answers = await python.AllAsync();
            for (var each = 1; each <= 20; each++)
                Assert.Contains($"MSA|AA|{each}\r", answers, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task We_send_to_python()
    {
        using var python = OtherProgram.Python("listen.py");
        await using var client = new MllpClient(new MllpClientOptions("127.0.0.1", int.Parse(await python.LineAsync(), CultureInfo.InvariantCulture)) { Window = 4 }, TimeProvider.System);
        var replies = await Task.WhenAll(Enumerable.Range(1, 20).Select(each => client.SendAsync(Messages.Of($"{each}"), CancellationToken.None)).ToArray());
        Assert.Equal(Enumerable.Range(1, 20).Select(each => $"{each}"), replies.Select(reply => Messages.Acknowledged(reply.Acknowledgement)));
        Assert.All(replies, reply => Assert.True(reply.IsAccepted));
    }

    [Fact]
    public async Task Node_sends_to_us()
    {
        await using var server = await Loopback.StartAsync(Loopback.Accept);
        using var node = OtherProgram.Node("send.mjs", server.Port.ToString(CultureInfo.InvariantCulture), "20");
        Assert.Equal(Enumerable.Range(1, 20).Select(each => $"AA {each}"), (await node.AllAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    // That server keeps what it has read: it takes one message of each connection.
    [Fact]
    public async Task We_send_to_node()
    {
        int port;
        using (var free = new RawListener())
            port = free.Port;
        using var node = OtherProgram.Node("listen.mjs", port.ToString(CultureInfo.InvariantCulture));
        Assert.Equal($"{port}", await node.LineAsync());
        await using var client = new MllpClient(new MllpClientOptions("127.0.0.1", port) { KeepsConnection = false }, TimeProvider.System);
        for (var each = 1; each <= 20; each++)
        {
            var reply = await client.SendAsync(Messages.Of($"{each}"), CancellationToken.None);
            Assert.Equal((true, $"{each}"), (reply.IsAccepted, Messages.Acknowledged(reply.Acknowledgement)));
        }
    }
}
