using System.Collections.Concurrent;
using Carewright.Hl7v2.Acknowledging;

namespace Carewright.Mllp.Tests;

public sealed class ClientTests
{
    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task A_message_is_sent_and_its_acknowledgement_given_back()
    {
        await using var server = await Loopback.StartAsync((_, message, _, _) => ValueTask.FromResult<ReadOnlyMemory<byte>?>(Messages.Acknowledge(message, AcknowledgementCode.AE)));
        await using var client = Client(server.Port);
        var reply = await client.SendAsync(Messages.Of("1"), CancellationToken.None);
        Assert.Equal((MllpOutcome.Acknowledged, AcknowledgementCode.AE, false), (reply.Outcome, reply.Code!.Value, reply.IsAccepted));
        Assert.Equal("1", Messages.Acknowledged(reply.Acknowledgement));
        Assert.True((await client.SendAsync(Messages.Of("2"), CancellationToken.None)) is { Code: AcknowledgementCode.AE });
        Assert.Equal(1, server.Server.Connections);
    }

    [Theory]
    [InlineData("|", "AA", MllpOutcome.Acknowledged)]
    [InlineData("AL|NE", "CA", MllpOutcome.Acknowledged)]
    [InlineData("AL|AL", "CA", MllpOutcome.Acknowledged)]
    [InlineData("NE|AL", "AA", MllpOutcome.Acknowledged)]
    [InlineData("SU|NE", "CA", MllpOutcome.Acknowledged)]
    [InlineData("NE|NE", null, MllpOutcome.Sent)]
    [InlineData("ER|NE", null, MllpOutcome.Sent)]
    public async Task The_header_decides_which_acknowledgement_is_waited_for(string modes, string? code, MllpOutcome outcome)
    {
        await using var server = await Loopback.StartAsync((_, message, _, _) =>
            ValueTask.FromResult<ReadOnlyMemory<byte>?>(code is null ? null : Messages.Acknowledge(message, Enum.Parse<AcknowledgementCode>(code))));
        await using var client = Client(server.Port);
        var reply = await client.SendAsync(Messages.Of("1", modes), CancellationToken.None);
        Assert.Equal((outcome, code, true), (reply.Outcome, reply.Code?.ToString(), reply.IsAccepted));
    }

    [Fact]
    public async Task What_nobody_waits_for_is_handed_over_and_may_be_answered()
    {
        using var partner = new RawListener();
        var others = new BlockingCollection<string>();
        await using var client = Client(partner.Port, other: (message, token) =>
        {
            others.Add(Messages.Text(message), token);
            return ValueTask.FromResult<ReadOnlyMemory<byte>?>(Messages.Bytes("thanks"));
        });
        var sending = client.SendAsync(Messages.Of("1", "AL|AL"), CancellationToken.None);
        using var peer = await partner.AcceptAsync();
        var message = await peer.ReadAsync();
        await peer.SendAsync(Messages.Acknowledge(Messages.Of("of somebody else")), Messages.Acknowledge(message, AcknowledgementCode.CA), Messages.Acknowledge(message));
        Assert.Equal(AcknowledgementCode.CA, (await sending).Code);
        Assert.Contains("MSA|AA|of somebody else", others.Take(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("MSA|AA|1", others.Take(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(["thanks", "thanks"], [Messages.Text(await peer.ReadAsync()), Messages.Text(await peer.ReadAsync())]);
    }

    [Fact]
    public async Task Several_under_way_each_get_their_own_answer()
    {
        using var partner = new RawListener();
        await using var client = Client(partner.Port, options => options with { Window = 3 });
        var sending = Enumerable.Range(1, 3).Select(each => client.SendAsync(Messages.Of($"{each}"), CancellationToken.None)).ToList();
        using var peer = await partner.AcceptAsync();
        var came = new[] { (await peer.ReadAsync())!, (await peer.ReadAsync())!, (await peer.ReadAsync())! };
        await peer.SendAsync(came.Reverse().Select(message => Messages.Acknowledge(message)));
        var replies = await Task.WhenAll(sending);
        Assert.Equal(["1", "2", "3"], replies.Select(reply => Messages.Acknowledged(reply.Acknowledgement)));
    }

    [Fact]
    public async Task One_after_the_other_the_second_waits_for_the_first_answer()
    {
        using var partner = new RawListener();
        await using var client = Client(partner.Port);
        var first = client.SendAsync(Messages.Of("1"), CancellationToken.None);
        var second = client.SendAsync(Messages.Of("2"), CancellationToken.None);
        using var peer = await partner.AcceptAsync();
        var message = await peer.ReadAsync();
        Assert.Equal("1", Messages.ControlId(message));
        await peer.SendAsync(Messages.Acknowledge(message));
        Assert.Equal("1", Messages.Acknowledged((await first).Acknowledgement));
        await peer.SendAsync(Messages.Acknowledge(await peer.ReadAsync()));
        Assert.Equal("2", Messages.Acknowledged((await second).Acknowledgement));
    }

    [Fact]
    public async Task A_rejection_that_names_no_message_is_that_of_the_only_one_under_way()
    {
        using var partner = new RawListener();
        await using var client = Client(partner.Port);
        var sending = client.SendAsync(Messages.Of("1"), CancellationToken.None);
        using var peer = await partner.AcceptAsync();
        await peer.ReadAsync();
        await peer.SendAsync(new Acknowledgement("PARTNER").OfNothing(DateTimeOffset.UnixEpoch, "A1", new MessageError(MessageError.Internal, "It is no message.")));
        Assert.Equal((MllpOutcome.Acknowledged, AcknowledgementCode.AR), ((await sending).Outcome, (await sending).Code!.Value));
    }

    [Fact]
    public async Task Without_an_answer_in_time_nobody_knows_and_nothing_is_sent_again()
    {
        using var partner = new RawListener();
        await using var client = Client(partner.Port, options => options with { AnswerTime = s_soon });
        var reply = await client.SendAsync(Messages.Of("1"), CancellationToken.None);
        Assert.Equal(MllpOutcome.Unknown, reply.Outcome);
        using var silent = await partner.AcceptAsync();
        Assert.Equal("1", Messages.ControlId(await silent.ReadAsync()));
        Assert.Null(await silent.ReadAsync());
        Assert.False(client.IsConnected);
    }

    [Fact]
    public async Task A_connection_that_breaks_leaves_the_answer_unknown_and_the_next_message_gets_another()
    {
        using var partner = new RawListener();
        await using var client = Client(partner.Port);
        var first = client.SendAsync(Messages.Of("1"), CancellationToken.None);
        using (var peer = await partner.AcceptAsync())
            await peer.ReadAsync();
        Assert.Equal(MllpOutcome.Unknown, (await first).Outcome);
        var second = client.SendAsync(Messages.Of("2"), CancellationToken.None);
        using var again = await partner.AcceptAsync();
        var message = await again.ReadAsync();
        Assert.Equal("2", Messages.ControlId(message));
        await again.SendAsync(Messages.Acknowledge(message));
        Assert.Equal(MllpOutcome.Acknowledged, (await second).Outcome);
    }

    [Fact]
    public async Task Where_nobody_listens_nothing_is_sent()
    {
        int port;
        using (var partner = new RawListener())
            port = partner.Port;
        await using var client = Client(port);
        var reply = await client.SendAsync(Messages.Of("1"), CancellationToken.None);
        Assert.Equal(MllpOutcome.NotSent, reply.Outcome);
        Assert.DoesNotContain("Example", reply.Reason!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Closing_the_client_tells_who_waits()
    {
        using var partner = new RawListener();
        var client = Client(partner.Port);
        var first = client.SendAsync(Messages.Of("1"), CancellationToken.None);
        using var peer = await partner.AcceptAsync();
        await peer.ReadAsync();
        await client.DisposeAsync();
        Assert.Equal(MllpOutcome.Unknown, (await first).Outcome);
        Assert.Equal(MllpOutcome.NotSent, (await client.SendAsync(Messages.Of("2"), CancellationToken.None)).Outcome);
    }

    [Theory]
    [InlineData("no message at all")]
    [InlineData("MSH|^~\\&|A|B|C|D|2026||ADT^A08||P|2.5.1\r")]
    [InlineData("MSH|^~\\&|A|B|C|D|2026||ADT^A08|1|P|2.5.1\rNTE|1||\u001C\r")]
    public async Task What_cannot_be_sent_is_refused(string message)
    {
        await using var client = Client(1);
        await Assert.ThrowsAsync<ArgumentException>(() => client.SendAsync(Messages.Bytes(message), CancellationToken.None));
    }

    private static MllpClient Client(int port, Func<MllpClientOptions, MllpClientOptions>? options = null, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<ReadOnlyMemory<byte>?>>? other = null)
    {
        var standard = new MllpClientOptions("127.0.0.1", port) { FirstPause = TimeSpan.FromMilliseconds(1) };
        return new MllpClient(options?.Invoke(standard) ?? standard, TimeProvider.System, other);
    }
}
