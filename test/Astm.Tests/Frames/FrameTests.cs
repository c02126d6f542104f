using System.Text;
using Carewright.Astm.Frames;

namespace Carewright.Astm.Tests.Frames;

public sealed class FrameTests
{
    // The frame that the tests of python-astm have for this text.
    [Fact]
    public void A_frame_has_its_number_and_the_sum_of_its_bytes() => Assert.Equal("\u00021A|B|C|D\r\u0003BF\r\n", Encoding.Latin1.GetString(AstmFrame.Write(1, "A|B|C|D\r"u8, isEnd: true)));

    [Fact]
    public void A_frame_that_another_goes_on_with_ends_with_ETB() => Assert.Equal(0x17, AstmFrame.Write(0, "abc"u8, isEnd: false)[5]);

    [Theory]
    [InlineData(8)]
    [InlineData(-1)]
    public void A_number_is_one_octal_digit(int number) => Assert.Throws<ArgumentOutOfRangeException>(() => AstmFrame.Write(number, "abc"u8, isEnd: true));

    [Theory]
    [InlineData("H|\\^&\rL|1|N\r", 240, false, "H|\\^&\r>L|1|N\r>")]
    [InlineData("H|\\^&\rL|1|N\r", 4, false, "H|\\^+&\r>L|1|+N\r>")]
    [InlineData("H|\\^&\rL|1|N\r", 6, false, "H|\\^&\r>L|1|N\r>")]
    [InlineData("H|\\^&\rL|1|N\r", 240, true, "H|\\^&\rL|1|N\r>")]
    [InlineData("H|\\^&\rL|1|N\r", 8, true, "H|\\^&\rL|+1|N\r>")]
    [InlineData("H|\\^&\rL|1|N", 240, false, "H|\\^&\r>L|1|N>")]
    public void Records_are_divided_over_frames(string message, int most, bool isPacked, string expected)
    {
        var bytes = Encoding.Latin1.GetBytes(message);
        Assert.Equal(expected, string.Concat(AstmFrame.Divide(bytes, most, isPacked).Select(piece => Encoding.Latin1.GetString(bytes[piece.Text]) + (piece.IsEnd ? ">" : "+"))));
    }

    [Theory]
    [InlineData("H|\\^&\rL|1|N\r\t", -1)]
    [InlineData("ab\u0002", 2)]
    [InlineData("ab\nc", 2)]
    [InlineData("\u0011", 0)]
    [InlineData("a\u0017", 1)]
    public void What_no_frame_may_hold_is_found(string text, int at) => Assert.Equal(at, AstmFrame.FirstRestricted(Encoding.Latin1.GetBytes(text)));
}
