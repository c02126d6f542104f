using Carewright.Astm.Frames;

namespace Carewright.Astm.Tests.Frames;

public sealed class SendingTests
{
    private const string Message = "H|\\^&\rL|1|N\r";
    private readonly Bench _line = new(new LinkOptions(LinkRole.Host));

    [Fact]
    public void A_message_is_sent_frame_after_frame_and_the_line_given_back()
    {
        Assert.Equal("[ENQ]", _line.Send(Message));
        Assert.Equal("{1H|\\^&/}", _line.Hear("[ACK]"));
        Assert.Equal("{2L|1|N/}", _line.Hear("[ACK]"));
        Assert.Equal("", _line.Told());
        Assert.Equal("[EOT]", _line.Hear("[ACK]"));
        Assert.Equal("Delivered", _line.Told());
        Assert.True(_line.Link.CanSend && _line.Link.IsNeutral);
    }

    [Fact]
    public void A_long_record_is_divided()
    {
        var line = new Bench(new LinkOptions(LinkRole.Host) { FrameText = 4 });
        line.Send("H|\\^&|ab\r");
        Assert.Equal("{1H|\\^+}", line.Hear("[ACK]"));
        Assert.Equal("{2&|ab+}", line.Hear("[ACK]"));
        Assert.Equal("{3/}", line.Hear("[ACK]"));
    }

    [Theory]
    [InlineData("[NAK]", "NotDelivered:Refused")]
    [InlineData("?", "Unknown:Garbled")]
    public void The_last_frame_is_sent_six_times_and_then_given_up(string reply, string outcome)
    {
        _line.Send(Message);
        _line.Hear("[ACK]");
        Assert.Equal("{2L|1|N/}", _line.Hear("[ACK]"));
        for (var i = 0; i < 5; i++)
            Assert.Equal("{2L|1|N/}", _line.Hear(reply));
        Assert.Equal("[EOT]", _line.Hear(reply));
        Assert.Equal(outcome, _line.Told());
    }

    [Fact]
    public void A_refused_frame_that_arrives_at_last_is_followed_by_the_next()
    {
        _line.Send(Message);
        _line.Hear("[ACK]");
        for (var i = 0; i < 5; i++)
            Assert.Equal("{1H|\\^&/}", _line.Hear("[NAK]"));
        Assert.Equal("{2L|1|N/}", _line.Hear("[ACK]"));
        for (var i = 0; i < 5; i++)
            Assert.Equal("{2L|1|N/}", _line.Hear("[NAK]"));
        Assert.Equal("[EOT]", _line.Hear("[ACK]"));
        Assert.Equal("Delivered", _line.Told());
    }

    [Theory]
    [InlineData(0, "NotDelivered:NoReply")]
    [InlineData(1, "NotDelivered:NoReply")]
    [InlineData(2, "Unknown:NoReply")]
    public void Without_an_answer_for_15_seconds_the_line_is_given_back(int acknowledgements, string outcome)
    {
        _line.Send(Message);
        for (var i = 0; i < acknowledgements; i++)
            _line.Hear("[ACK]");
        Assert.Equal("", _line.Wait(14.9));
        Assert.Equal("[EOT]", _line.Wait(0.2));
        Assert.Equal(outcome, _line.Told());
    }

    [Fact]
    public void A_busy_line_is_asked_for_again_every_ten_seconds_six_times()
    {
        Assert.Equal("[ENQ]", _line.Send(Message));
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("", _line.Hear("[NAK]"));
            Assert.Equal("", _line.Wait(9.9));
            Assert.Equal("[ENQ]", _line.Wait(0.2));
        }
        _line.Hear("[NAK]");
        Assert.Equal("NotDelivered:Busy", _line.Told());
    }

    [Fact]
    public void An_instrument_that_met_an_ENQ_asks_again_after_a_second()
    {
        var line = new Bench(new LinkOptions(LinkRole.Instrument));
        line.Send(Message);
        Assert.Equal("", line.Hear("[ENQ]"));
        Assert.Equal("", line.Wait(0.9));
        Assert.Equal("[ENQ]", line.Wait(0.2));
        Assert.Equal("{1H|\\^&/}", line.Hear("[ACK]"));
    }

    [Fact]
    public void A_host_that_met_an_ENQ_gives_way_and_asks_again_when_the_instrument_has_sent()
    {
        _line.Send(Message);
        Assert.Equal("", _line.Hear("[ENQ]"));
        Assert.Equal("", _line.Wait(1));
        Assert.Equal("[ACK]", _line.Hear("[ENQ]"));
        Assert.Equal("[ACK]", _line.Hear("{1H|\\^&/}"));
        _line.Hear("{2L|1|N/}");
        Assert.Equal("[ACK]", _line.Answer(isTaken: true));
        Assert.Equal("[ENQ]", _line.Hear("[EOT]"));
        Assert.Equal("{1H|\\^&/}", _line.Hear("[ACK]"));
    }

    [Fact]
    public void A_host_that_met_an_ENQ_asks_again_after_20_seconds_when_nothing_follows()
    {
        _line.Send(Message);
        _line.Hear("[ENQ]");
        Assert.Equal("", _line.Wait(19.9));
        Assert.Equal("[ENQ]", _line.Wait(0.2));
    }

    [Fact]
    public void A_pause_that_is_over_while_the_instrument_sends_ends_when_it_has_sent()
    {
        _line.Send(Message);
        _line.Hear("[ENQ]");
        _line.Hear("[ENQ]");
        for (var number = 1; number < 4; number++)
        {
            Assert.Equal("", _line.Wait(9));
            Assert.Equal("[ACK]", _line.Hear($"{{{number}C|1/}}"));
        }
        Assert.Equal("[ENQ]", _line.Hear("[EOT]"));
    }

    [Fact]
    public void A_message_waits_until_the_other_end_has_sent()
    {
        _line.Hear("[ENQ]");
        Assert.Equal("", _line.Send(Message));
        Assert.Equal("[ACK]", _line.Hear("{1H|\\^&/}"));
        Assert.Equal("[ENQ]", _line.Hear("[EOT]"));
    }

    [Fact]
    public void Asked_to_stop_it_gives_way_and_begins_anew()
    {
        _line.Send(Message);
        _line.Hear("[ACK]");
        Assert.Equal("[EOT]", _line.Hear("[EOT]"));
        Assert.Equal("[ACK]", _line.Hear("[ENQ]"));
        Assert.Equal("[ENQ]", _line.Hear("[EOT]"));
        Assert.Equal("{1H|\\^&/}", _line.Hear("[ACK]"));
    }

    [Fact]
    public void Asked_to_stop_it_waits_15_seconds_for_what_the_other_end_has()
    {
        _line.Send(Message);
        _line.Hear("[ACK]");
        Assert.Equal("[EOT]", _line.Hear("[EOT]"));
        Assert.Equal("", _line.Wait(14.9));
        Assert.Equal("[ENQ]", _line.Wait(0.2));
    }

    [Fact]
    public void Asked_to_stop_it_may_go_on_and_the_frame_counts()
    {
        var line = new Bench(new LinkOptions(LinkRole.Host) { YieldsToInterrupt = false });
        line.Send(Message);
        line.Hear("[ACK]");
        Assert.Equal("{2L|1|N/}", line.Hear("[EOT]"));
        Assert.Equal("[EOT]", line.Hear("[EOT]"));
        Assert.Equal("Delivered", line.Told());
    }

    [Fact]
    public void What_came_before_a_frame_left_is_no_answer_to_it()
    {
        _line.Send(Message);
        Assert.Equal("{1H|\\^&/}", _line.Hear("[ACK][ACK][ACK]"));
        Assert.Equal("{2L|1|N/}", _line.Hear("[ACK][NAK]"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("H|\\^&\nL|1|N\n")]
    [InlineData("H|\\^&|\u0003\r")]
    public void What_no_frame_may_hold_is_not_sent(string message)
    {
        Assert.Equal("", _line.Send(message));
        Assert.Equal("NotDelivered:Unsendable", _line.Told());
        Assert.True(_line.Link.CanSend);
    }

    [Theory]
    [InlineData(1, "NotDelivered:NoConnection")]
    [InlineData(2, "Unknown:NoConnection")]
    public void A_line_that_is_lost_tells_what_is_known(int acknowledgements, string outcome)
    {
        _line.Send(Message);
        for (var i = 0; i < acknowledgements; i++)
            _line.Hear("[ACK]");
        _line.Events.AddRange(_line.Link.Close().Events);
        Assert.Equal(outcome, _line.Told());
    }

    [Fact]
    public void One_message_is_sent_at_a_time()
    {
        _line.Send(Message);
        Assert.Throws<InvalidOperationException>(() => _line.Send(Message));
    }
}
