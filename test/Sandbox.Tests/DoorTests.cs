using System.Net;
using System.Text;
using Carewright.Hl7v2;
using Carewright.Hl7v2.Acknowledging;
using Carewright.Hl7v2.Mllp;
using Carewright.Mllp;
using Carewright.Sandbox.Conversation;
using FsCheck;
using FsCheck.Fluent;

namespace Carewright.Sandbox.Tests;

public sealed class DoorTests
{
    private static readonly string[] s_messages =
    [
        Orders.Orm("P-1", "CMP"), Orders.Oml("P-2", "UCULT", "AL|AL"),
        "MSH|^~\\&|CAREWRIGHT|CLINIC|IIS|STATE|20260302090000+0000||VXU^V04^VXU_V04|V1|P|2.5.1\rPID|1||P-9^^^CLINIC^MR||Example9^Bea||20250115|F\rORC|RE||V-1^CLINIC\rRXA|0|1|20260301||03^MMR^CVX|0.5\rRXR|IM\r",
        "MSH|^~\\&|CAREWRIGHT|CLINIC|IIS|STATE|20260302090000+0000||QBP^Q11^QBP_Q11|Q1|P|2.5.1|||||||||Z44^CDCPHINVS\rQPD|Z44^Request^CDCPHINVS|TAG|P-9^^^CLINIC|Example9^Bea||20250115|F\rRCP|I|5\r",
    ];

    [Theory]
    [InlineData("lab")]
    [InlineData("registry")]
    public async Task What_is_no_message_is_rejected_and_the_next_message_is_answered(string kind)
    {
        await using var clinic = await Clinic.StartAsync();
        await using var partner = await Played.StartAsync(kind, clinic);
        Assert.Equal("AR", await RawAsync(partner, "no message at all"));
        Assert.Equal("AR", await RawAsync(partner, "MSH"));
        Assert.NotNull((await clinic.TryAskAsync(partner.Partner, s_messages[0])).Code);
    }

    [Fact]
    public async Task An_answer_is_never_answered()
    {
        await using var clinic = await Clinic.StartAsync();
        await using var lab = await Played.StartAsync("lab", clinic);
        var order = Hl7Message.Parse(Encoding.UTF8.GetBytes(s_messages[0]));
        var acknowledgement = new Acknowledgement("CLINIC").Of(order, AcknowledgementCode.AA, DateTimeOffset.UnixEpoch, "A1");
        Assert.Equal(MllpOutcome.Unknown, (await clinic.TryAskAsync(lab.Partner, Encoding.UTF8.GetString(acknowledgement), TimeSpan.FromSeconds(1))).Outcome);
    }

    [Fact]
    public void Whatever_comes_is_answered_with_messages() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1500), Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), async seed =>
        {
            var draw = new Draw((ulong)seed, "mutation");
            var message = Encoding.UTF8.GetBytes(draw.Pick(s_messages)).ToList();
            for (var i = draw.Between(1, 8); i > 0; i--)
                Mutate(message, draw);
            foreach (var kind in PartnerKind.All.Where(kind => !kind.IsFed))
                foreach (var answer in await AnswersAsync(kind, [.. message]))
                    Assert.NotNull(Hl7Message.Parse(answer).Find("MSA"));
        }));

    private static async Task<List<ReadOnlyMemory<byte>>> AnswersAsync(PartnerKind kind, byte[] message)
    {
        var answers = new List<ReadOnlyMemory<byte>>();
        var peer = new MllpPeer("1", new IPEndPoint(IPAddress.Loopback, 1), null, (sent, _) =>
        {
            answers.Add(sent);
            return ValueTask.CompletedTask;
        });
        await using var partner = (MllpPartner)kind.Create(new PartnerSetup(new ManualClock(), _ => { }));
        if (await partner.Door.ReceiveAsync(peer, message, null, CancellationToken.None) is { } last)
            answers.Add(last);
        return answers;
    }

    private static void Mutate(List<byte> message, Draw draw)
    {
        var at = draw.Below(message.Count);
        var other = draw.Pick("|^~\\&\r\n\"AZ09 \u00e9"u8.ToArray());
        switch (draw.Below(4))
        {
            case 0: message[at] = other; break;
            case 1: message.Insert(at, other); break;
            case 2: message.RemoveRange(at, Math.Min(draw.Between(1, 30), message.Count - at - 1)); break;
            default: message.InsertRange(at, message.GetRange(at, Math.Min(draw.Between(1, 60), message.Count - at))); break;
        }
    }

    private static async Task<string> RawAsync(Played partner, string text)
    {
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, partner.Partner.Endpoint!.Port, TestContext.Current.CancellationToken);
        await socket.GetStream().WriteAsync(MllpDeframer.Wrap(Encoding.ASCII.GetBytes(text)), TestContext.Current.CancellationToken);
        var answer = new byte[4096];
        var length = await socket.GetStream().ReadAsync(answer, TestContext.Current.CancellationToken);
        return Hl7Message.Parse(answer.AsMemory(1, length - 3)).Text("MSA-1");
    }
}
