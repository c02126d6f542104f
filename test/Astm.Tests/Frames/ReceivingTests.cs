using Carewright.Astm.Frames;

namespace Carewright.Astm.Tests.Frames;

public sealed class ReceivingTests
{
    private readonly Bench _line = new(new LinkOptions(LinkRole.Host));

    [Fact]
    public void A_message_is_handed_over_before_its_last_frame_is_acknowledged()
    {
        Assert.Equal("[ACK]", _line.Hear("[ENQ]"));
        Assert.Equal("[ACK]", _line.Hear("{1H|\\^&/}"));
        Assert.Equal("[ACK]", _line.Hear("{2P|1/}"));
        Assert.Equal("", _line.Hear("{3L|1|N/}"));
        Assert.Equal("<H|\\^&/P|1/L|1|N/>?", _line.Told());
        Assert.Equal("", _line.Wait(9));
    }

    [Fact]
    public void Taken_it_is_acknowledged_and_the_line_is_given_back()
    {
        Arrive();
        Assert.Equal("[ACK]", _line.Answer(isTaken: true));
        _line.Events.Clear();
        Assert.Equal("", _line.Hear("[EOT]"));
        Assert.Equal("End", _line.Told());
        Assert.True(_line.Link.IsNeutral);
    }

    [Fact]
    public void Refused_its_last_frame_is_asked_for_again_and_the_message_comes_again()
    {
        Arrive();
        Assert.Equal("[NAK]", _line.Answer(isTaken: false));
        _line.Events.Clear();
        Assert.Equal("", _line.Hear("{2L|1|N/}"));
        Assert.Equal("<H|\\^&/L|1|N/>?", _line.Told());
    }

    [Fact]
    public void Without_a_decision_in_time_it_is_asked_for_again_and_a_late_one_is_passed_over()
    {
        Arrive();
        Assert.Equal("[NAK]", _line.Wait(10));
        Assert.Equal("", _line.Answer(isTaken: true));
        Assert.False(_line.Link.Awaits(1));
    }

    [Theory]
    [InlineData("[EOT]", "")]
    [InlineData("[ENQ]", "[NAK]")]
    public void A_sender_that_does_not_wait_for_the_decision_gets_no_late_acknowledgement(string sign, string reply)
    {
        Arrive();
        Assert.Equal(reply, _line.Hear(sign));
        Assert.Equal("", _line.Answer(isTaken: true));
        Assert.EndsWith("SenderGaveUp End", _line.Told(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_frame_whose_acknowledgement_was_lost_counts_once()
    {
        _line.Hear("[ENQ]");
        Assert.Equal("[ACK]", _line.Hear("{1H|\\^&/}"));
        Assert.Equal("[ACK]", _line.Hear("{1H|\\^&/}"));
        _line.Hear("{2L|1|N/}");
        Assert.Equal("<H|\\^&/L|1|N/>?", _line.Told());
    }

    [Fact]
    public void A_frame_with_the_number_of_the_last_and_another_text_is_no_repetition()
    {
        _line.Hear("[ENQ]");
        Assert.Equal("[ACK]", _line.Hear("{1H|\\^&/}"));
        Assert.Equal("[NAK]", _line.Hear("{1R|1/}"));
        Assert.Equal("Number", _line.Told());
    }

    [Fact]
    public void The_last_frame_again_after_its_acknowledgement_is_no_second_message()
    {
        Arrive();
        _line.Answer(isTaken: true);
        _line.Events.Clear();
        Assert.Equal("[ACK]", _line.Hear("{2L|1|N/}"));
        Assert.Equal("", _line.Told());
    }

    [Theory]
    [InlineData("[STX]1H|\\^&\r[ETX]00\r\n", "Checksum")]
    [InlineData("[STX]1H|\\^&\r[ETX]E\r\n", "Checksum")]
    [InlineData("[STX][ETX]03\r\n", "Checksum")]
    [InlineData("[STX]1H|\\^&\r[ETX]E5x\n", "Checksum")]
    [InlineData("{2H|\\^&/}", "Number")]
    [InlineData("{0H|\\^&/}", "Number")]
    [InlineData("[STX]9H|\\^&\r[ETX]ED\r\n", "Number")]
    [InlineData("{1H|\\^&[ACK]/}", "RestrictedByte")]
    [InlineData("{1H|\\^&\u0011/}", "RestrictedByte")]
    public void A_broken_frame_is_asked_for_again(string frame, string fault)
    {
        _line.Hear("[ENQ]");
        Assert.Equal("[NAK]", _line.Hear(frame));
        Assert.Equal(fault, _line.Told());
        Assert.Equal("[ACK]", _line.Hear("{1H|\\^&/}"));
    }

    [Fact]
    public void Numbers_go_round_after_seven()
    {
        _line.Hear("[ENQ]");
        foreach (var number in "123456701")
            Assert.Equal("[ACK]", _line.Hear($"{{{number}C|1/}}"));
        Assert.Equal("[NAK]", _line.Hear("{4C|1/}"));
    }

    [Fact]
    public void A_record_in_several_frames_is_put_together_and_several_in_one_are_taken()
    {
        _line.Hear("[ENQ]");
        foreach (var frame in new[] { "{1H|\\^+}", "{2&|x+}", "{3|y/}", "{4P|1/O|1/R|1|+}", "{5^^^L|1/L|1/}" })
            _line.Hear(frame);
        Assert.Equal("<H|\\^&|x|y/P|1/O|1/R|1|^^^L|1/L|1/>?", _line.Told());
    }

    [Fact]
    public void A_carriage_return_that_is_left_out_between_frames_is_put_in_and_only_there()
    {
        _line.Hear("[ENQ]");
        foreach (var frame in new[] { "{1H|\\^&}", "{2P|1|a}", "{3 long|field/}", "{4L|1|N}" })
            _line.Hear(frame);
        Assert.Equal("<H|\\^&/P|1|a long|field/L|1|N>?", _line.Told());
    }

    [Fact]
    public void Frames_come_in_any_pieces_and_noise_between_them_is_passed_over()
    {
        Assert.Equal("[ACK][ACK][ACK]", _line.HearSlowly("noise[ENQ]noise{1H|\\^&/}\r\nnoise{2P|1/}"));
        Assert.Equal("[ACK][ACK]", _line.Hear("{3O|1/}noise{4O|2/}"));
    }

    [Fact]
    public void A_frame_without_CR_and_LF_counts_after_a_moment()
    {
        _line.Hear("[ENQ]");
        Assert.Equal("", _line.Hear("[STX]1H|\\^&\r[ETX]E5"));
        Assert.Equal("", _line.Wait(0.9));
        Assert.Equal("[ACK]", _line.Wait(0.2));
    }

    [Fact]
    public void A_byte_of_the_text_that_became_an_ETX_ends_no_frame_even_where_the_sum_of_the_rest_follows()
    {
        _line.Hear("[ENQ]");
        Assert.Equal("[ACK]", _line.Hear("[STX]1ab[ETX]F7\r\n"));
        Assert.Equal("[NAK]", _line.Hear("[STX]2ab[ETX]F8cd\r[ETX]00\r\n"));
        Assert.Equal("Checksum", _line.Told());
    }

    [Fact]
    public void When_nothing_comes_for_30_seconds_the_line_is_neutral_and_what_had_come_is_dropped()
    {
        _line.Hear("[ENQ]");
        _line.Hear("{1H|\\^&/}");
        Assert.Equal("", _line.Wait(29));
        Assert.Equal("", _line.Told());
        _line.Wait(2);
        Assert.Equal("TimedOut End", _line.Told());
        Assert.Equal("[ACK]", _line.Hear("[ENQ]"));
    }

    [Fact]
    public void A_transfer_that_is_broken_off_leaves_nothing_for_the_next()
    {
        _line.Hear("[ENQ]");
        _line.Hear("{1H|\\^&|old/}");
        _line.Hear("[STX]2half[EOT]");
        Assert.Equal("Unfinished End", _line.Told());
        Arrive();
        Assert.Equal("<H|\\^&/L|1|N/>?", _line.Told());
    }

    [Fact]
    public void An_ENQ_within_a_transfer_is_not_answered()
    {
        _line.Hear("[ENQ]");
        Assert.Equal("", _line.Hear("[ENQ]1H|\\^&\r[ETX]E5\r\n"));
        Assert.Equal("[ACK]", _line.Hear("{1H|\\^&/}"));
    }

    [Fact]
    public void Several_messages_of_one_transfer_are_handed_over_one_after_the_other()
    {
        Arrive();
        _line.Answer(isTaken: true);
        Assert.Equal("[ACK]", _line.Hear("{3H|\\^&|second/}"));
        _line.Events.Clear();
        _line.Hear("{4L|1|N/}");
        Assert.Equal("<H|\\^&|second/L|1|N/>?", _line.Told());
        Assert.False(_line.Link.Awaits(1));
        Assert.True(_line.Link.Awaits(2));
    }

    [Fact]
    public void A_message_without_a_terminator_is_dropped_unless_that_is_agreed_on()
    {
        foreach (var (requires, expected) in new[] { (true, "Unfinished End"), (false, "<H|\\^&/P|1/> End") })
        {
            var line = new Bench(new LinkOptions(LinkRole.Host) { RequiresTerminator = requires });
            line.Hear("[ENQ]");
            line.Hear("{1H|\\^&/}");
            line.Hear("{2P|1/}");
            line.Hear("[EOT]");
            Assert.Equal(expected, line.Told());
        }
    }

    [Theory]
    [InlineData("{3R|1+}")]
    [InlineData("{5R|1/}")]
    public void Half_of_a_message_is_never_handed_over(string last)
    {
        var line = new Bench(new LinkOptions(LinkRole.Host) { RequiresTerminator = false });
        line.Hear("[ENQ]");
        line.Hear("{1H|\\^&/}");
        line.Hear("{2P|1/}");
        line.Hear(last);
        line.Events.Clear();
        line.Hear("[EOT]");
        Assert.Equal("Unfinished End", line.Told());
    }

    [Fact]
    public void A_message_that_grows_beyond_the_limit_is_refused_until_the_sender_gives_up()
    {
        var line = new Bench(new LinkOptions(LinkRole.Host) { MaximumMessage = 10 });
        line.Hear("[ENQ]");
        Assert.Equal("[ACK]", line.Hear("{1H|\\^&/}"));
        Assert.Equal("[NAK]", line.Hear("{2C|1|too long/}"));
        line.Hear("[EOT]");
        Assert.Equal("MessageTooLong Unfinished End", line.Told());
    }

    [Fact]
    public void A_frame_that_never_ends_costs_no_more_than_a_frame_may_have()
    {
        _line.Hear("[ENQ]");
        _line.Hear("[STX]1");
        for (var i = 0; i < 1000; i++)
            Assert.Equal("", _line.Hear(new string('x', 1000)));
        Assert.Equal("[NAK]", _line.Hear("[ETX]00\r\n"));
        Assert.Equal("FrameTooLong", _line.Told());
        Assert.Equal("[ACK]", _line.Hear("{1H|\\^&/}"));
    }

    [Fact]
    public void A_busy_line_says_so()
    {
        _line.Link.IsBusy = true;
        Assert.Equal("[NAK]", _line.Hear("[ENQ]"));
        Assert.True(_line.Link.IsNeutral);
        _line.Link.IsBusy = false;
        Assert.Equal("[ACK]", _line.Hear("[ENQ]"));
    }

    [Fact]
    public void The_sender_is_asked_to_stop_by_EOT_and_may_go_on()
    {
        _line.Hear("[ENQ]");
        _line.Link.Interrupt();
        Assert.Equal("[EOT]", _line.Hear("{1H|\\^&/}"));
        _line.Hear("{2L|1|N/}");
        Assert.Equal("<H|\\^&/L|1|N/>?", _line.Told());
    }

    private void Arrive()
    {
        _line.Hear("[ENQ]");
        _line.Hear("{1H|\\^&/}");
        _line.Hear("{2L|1|N/}");
    }
}
