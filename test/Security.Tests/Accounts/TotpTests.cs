using System.Text;

namespace Carewright.Security.Tests.Accounts;

/// <summary>RFC 6238 appendix B, cut to six digits, and what the RFC asks beyond the numbers.</summary>
public sealed class TotpTests
{
    private static readonly byte[] s_secret = Encoding.ASCII.GetBytes("12345678901234567890");

    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_specification(long seconds, string code)
    {
        var moment = DateTimeOffset.FromUnixTimeSeconds(seconds);
        Assert.Equal(code, Totp.CodeOf(s_secret, Totp.StepAt(moment)));
        Assert.Equal(Totp.StepAt(moment), Totp.Match(s_secret, code, moment, 0));
    }

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void A_code_of_the_step_before_or_after_is_taken_and_no_other(int steps, bool isTaken)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
        Assert.Equal(isTaken, Totp.Match(s_secret, Totp.CodeOf(s_secret, Totp.StepAt(now) + steps), now, 0) is not null);
    }

    [Fact]
    public void A_step_that_was_taken_is_not_taken_again_nor_is_one_before_it()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
        var step = Totp.StepAt(now);
        Assert.Null(Totp.Match(s_secret, Totp.CodeOf(s_secret, step), now, step));
        Assert.Null(Totp.Match(s_secret, Totp.CodeOf(s_secret, step - 1), now, step));
        Assert.Equal(step + 1, Totp.Match(s_secret, Totp.CodeOf(s_secret, step + 1), now, step));
    }

    [Theory]
    [InlineData("")]
    [InlineData("28708")]
    [InlineData("2870820")]
    [InlineData("٢٨٧٠٨٢")]
    [InlineData("28708a")]
    public void What_is_no_code_is_none(string code) => Assert.Null(Totp.Match(s_secret, code, DateTimeOffset.FromUnixTimeSeconds(59), 0));

    [Fact]
    public void Spaces_in_a_code_do_not_count() => Assert.NotNull(Totp.Match(s_secret, " 287 082", DateTimeOffset.FromUnixTimeSeconds(59), 0));

    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Secrets_are_written_in_base32(string text, string expected) => Assert.Equal(expected, Totp.ToBase32(Encoding.ASCII.GetBytes(text)));
}
