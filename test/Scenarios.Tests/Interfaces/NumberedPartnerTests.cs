using Carewright.Hl7v2;
using Carewright.Hl7v2.Acknowledging;
using Carewright.Interfaces.Numbering;
using Carewright.Interfaces.Partners;
using Carewright.Mllp;
using Carewright.Storage.Queueing;

namespace Carewright.Scenarios.Tests.Interfaces;

/// <summary>Partners whose messages carry numbers (HL7 v2.8 ch. 2.10.1), through the real server.</summary>
public sealed class NumberedPartnerTests : IAsyncLifetime
{
    private PartnerHouse _house = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _house = await PartnerHouse.NewAsync();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    [Theory]
    [InlineData("1", null, SequenceKind.Next)]
    [InlineData("77", null, SequenceKind.Next)]
    [InlineData("6", 5L, SequenceKind.Next)]
    [InlineData("5", 5L, SequenceKind.Earlier)]
    [InlineData("7", 5L, SequenceKind.Gap)]
    [InlineData("0", 5L, SequenceKind.Start)]
    [InlineData("-1", 5L, SequenceKind.Anew)]
    [InlineData("-2", 5L, SequenceKind.Wrong)]
    [InlineData("1000000000000000", null, SequenceKind.Wrong)]
    [InlineData("six", 5L, SequenceKind.Wrong)]
    internal void A_number_is_what_follows_from_the_last_one(string text, long? last, SequenceKind kind) => Assert.Equal(kind, SequenceNumber.Of(text, last).Kind);

    [Fact]
    public async Task Messages_are_taken_in_the_order_of_their_numbers_and_each_answer_says_which_comes_next()
    {
        var lab = await _house.AddAsync(PartnerHouse.Laboratory() with { IsNumbered = true, Acknowledge = AcknowledgeWhen.Applied });
        var client = _house.Connect(lab);
        Assert.Equal((AcknowledgementCode.AA, "-1"), await SayAsync(client, Beginning("S1", "0")));
        Assert.Equal((AcknowledgementCode.AA, "6"), await SayAsync(client, PartnerHouse.Result("C5", header: "|5")));
        Assert.Equal((AcknowledgementCode.AR, "6"), await SayAsync(client, PartnerHouse.Result("C7", value: "4.4", header: "|7")));
        Assert.Equal((AcknowledgementCode.AR, "6"), await SayAsync(client, PartnerHouse.Result("C7", value: "4.4", header: "|7")));
        Assert.Equal((MessageState.Discarded, "INTERFACE-SEQUENCE-GAP"), Assert.Single(Logged("C7")) is var early ? (early.State, early.Reason!.Code) : default);
        Assert.Equal((AcknowledgementCode.AA, "7"), await SayAsync(client, PartnerHouse.Result("C6", value: "4.3", header: "|6")));
        // What came too early comes again, and is taken now.
        Assert.Equal((AcknowledgementCode.AA, "8"), await SayAsync(client, PartnerHouse.Result("C7", value: "4.4", header: "|7")));
        Assert.Equal([MessageState.Applied, MessageState.Discarded], Logged("C7").Select(one => one.State));
        // A repetition is answered as it was then, and another message under its number is not taken.
        Assert.Equal((AcknowledgementCode.AA, "8"), await SayAsync(client, PartnerHouse.Result("C7", value: "4.4", header: "|7")));
        Assert.Equal((AcknowledgementCode.AR, "8"), await SayAsync(client, PartnerHouse.Result("C8", value: "4.5", header: "|7")));
        Assert.Equal("INTERFACE-SEQUENCE-EARLIER", Assert.Single(Logged("C8")).Reason!.Code);
        Assert.Equal((AcknowledgementCode.AR, "8"), await SayAsync(client, PartnerHouse.Result("C9", header: "|eight")));
        Assert.Equal((AcknowledgementCode.AA, "8"), await SayAsync(client, Beginning("S2", "0")));
        Assert.Equal((AcknowledgementCode.AA, "-1"), await SayAsync(client, Beginning("S3", "-1")));
        Assert.Equal((AcknowledgementCode.AA, "501"), await SayAsync(client, PartnerHouse.Result("C10", value: "4.6", header: "|500")));
        Assert.Equal(4, (await (await _house.Clinic.AddUserAsync("system", Carewright.Security.Roles.SystemInterface)).GetAsync("fhir/Observation?_summary=count")).Expect(200).Total);
    }

    [Fact]
    public async Task Messages_that_come_together_keep_their_order_and_one_without_a_number_is_taken_at_any_time()
    {
        var lab = await _house.AddAsync(PartnerHouse.Laboratory() with { IsNumbered = true });
        var client = _house.Connect(lab);
        var replies = await Task.WhenAll(Enumerable.Range(1, 40).Select(number => client.SendAsync(PartnerHouse.Result($"C{number}", $"{number}", header: $"|{number}"), Stop)));
        Assert.All(replies, reply => Assert.Equal(AcknowledgementCode.AA, reply.Code));
        Assert.Equal(Enumerable.Range(2, 40).Select(number => $"{number}"), replies.Select(Expected));
        Assert.Equal((AcknowledgementCode.AA, ""), await SayAsync(client, PartnerHouse.Result("C99", "99")));
    }

    [Fact]
    public async Task A_partner_without_the_protocol_may_write_what_it_likes_into_the_field()
    {
        var lab = await _house.AddAsync(PartnerHouse.Laboratory());
        Assert.Equal((AcknowledgementCode.AA, ""), await SayAsync(_house.Connect(lab), PartnerHouse.Result("C1", header: "|77")));
    }

    private static async Task<(AcknowledgementCode? Code, string Expected)> SayAsync(MllpClient client, byte[] message)
    {
        var reply = await client.SendAsync(message, Stop);
        return (reply.Code, Expected(reply));
    }

    private static string Expected(MllpReply reply) => Hl7Message.Parse(reply.Acknowledgement).Text("MSA-4");

    private static byte[] Beginning(string control, string number) => PartnerHouse.Bytes($"MSH|^~\\&|LIS|LAB|CW|CLINIC|20260301070000||^|{control}|P|2.5.1|{number}");

    private IReadOnlyList<LoggedMessage> Logged(string control) => _house.Log.List(new MessageQuery(ControlId: control)).Messages;
}
