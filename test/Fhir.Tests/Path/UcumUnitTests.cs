using Carewright.Kernel.Units;

namespace Carewright.Fhir.Tests.Path;

public sealed class UcumUnitTests
{
    [Theory]
    [InlineData(1, "kg", "g", 1000)]
    [InlineData(1, "[lb_av]", "kg", 0.45359237)]
    [InlineData(1, "[in_i]", "cm", 2.54)]
    [InlineData(98.6, "[degF]", "Cel", 37)]
    [InlineData(37, "Cel", "K", 310.15)]
    [InlineData(5, "mmol/L", "umol/mL", 5)]
    [InlineData(120, "mm[Hg]", "kPa", 15.99864)]
    [InlineData(1, "10*3/uL", "10*9/L", 1)]
    [InlineData(1, "10^3/uL", "/nL", 1)]
    [InlineData(1, "{cells}/uL", "/uL", 1)]
    [InlineData(60, "/min", "/s", 1)]
    [InlineData(1, "kat", "U", 60000000)]
    [InlineData(1, "[iU]/mL", "k[IU]/L", 1)]
    [InlineData(1, "(mg/kg)/d", "mg/kg/d", 1)]
    [InlineData(1, "[pt_us]", "mL", 473.176473)]
    [InlineData(1, "kg/m2", "g.cm-2", 0.1)]
    [InlineData(50, "%", "1", 0.5)]
    [InlineData(1, "d", "min", 1440)]
    [InlineData(1, "wk", "h", 168)]
    [InlineData(1, "eq/L", "mmol/L", 1000)]
    public void A_value_converts_exactly(decimal value, string from, string to, decimal expected)
    {
        Assert.True(UcumUnit.TryParse(from, out UcumUnit? source), from);
        Assert.True(UcumUnit.TryParse(to, out UcumUnit? target), to);
        Assert.True(source.TryConvert(value, target, out decimal result));
        Assert.Equal(expected, result);
        Assert.True(target.TryConvert(result, source, out decimal back));
        Assert.Equal(value, Math.Round(back, 20));
        Assert.Equal(0, UcumUnit.Compare(value, source, expected, target));
    }

    [Theory]
    [InlineData("mg", "mL")]
    [InlineData("[iU]", "mg")]
    [InlineData("[iU]", "[arb'U]")]
    [InlineData("mmol/L", "mg/dL")]
    [InlineData("B", "Np")]
    [InlineData("s", "1")]
    public void Different_dimensions_do_not_convert(string from, string to)
    {
        Assert.True(UcumUnit.TryParse(from, out UcumUnit? source), from);
        Assert.True(UcumUnit.TryParse(to, out UcumUnit? target), to);
        Assert.False(source.TryConvert(1, target, out _));
        Assert.Null(UcumUnit.Compare(1, source, 1, target));
    }

    [Theory]
    [InlineData("")]
    [InlineData("bogus")]
    [InlineData("mg/")]
    [InlineData("mg//dL")]
    [InlineData("(mg")]
    [InlineData("mg{open")]
    [InlineData("k[in_i]")]
    [InlineData("Cel2")]
    [InlineData("m999")]
    [InlineData("m g")]
    [InlineData("0")]
    [InlineData("((((((((((m))))))))))")]
    public void What_is_no_unit_is_refused(string code) => Assert.False(UcumUnit.TryParse(code, out _), code);

    [Fact]
    public void Every_unit_of_the_common_value_set_is_known()
    {
        string[] codes =
        [
            "%", "/uL", "[iU]/L", "10*3/uL", "10*6/uL", "U/L", "cm", "cm[H2O]", "fL", "g/dL", "g/L", "g/mL", "kg", "kg/m2", "[lb_av]", "[in_i]", "[oz_av]", "L", "L/min", "mL/min", "mL/min/{1.73_m2}", "mg/dL", "mg/g", "mg/L", "mm", "mm/h", "mm[Hg]",
            "mmol/L", "meq/L", "ng/mL", "ng/dL", "nmol/L", "pg", "pg/mL", "pmol/L", "ug/dL", "ug/L", "ug/mL", "uL", "umol/L", "u[iU]/mL", "m[iU]/mL", "mosm/kg", "{score}", "{beats}/min", "/min", "Cel", "[degF]", "a", "mo", "wk", "d", "h", "min", "s", "ms", "[pH]",
            "[diop]", "deg", "dB", "kPa", "mV", "Hz", "J", "kcal", "mL", "dL", "mg", "ug", "g", "mg/kg", "ug/kg/min", "mg/kg/h", "mL/kg", "mCi", "MBq", "Gy", "cGy", "[ft_i]", "[mi_i]", "m", "m2", "cm2", "mg/m2", "10*9/L", "10*12/L", "{ratio}", "{INR}", "/[HPF]", "/[LPF]", "[tbs_us]", "[tsp_us]", "[drp]", "ug{FEU}/mL", "[arb'U]/mL",
        ];
        Assert.All(codes, code => Assert.True(UcumUnit.TryParse(code, out _), code));
    }

    [Fact]
    public void Random_codes_never_crash()
    {
        string[] parts = ["m", "g", "[iU]", "10*", "10^", "{x}", "(", ")", ".", "/", "-", "+", "2", "60", "k", "Cel", "[", "]", "{", "}", "'", "%", "é", " "];
        var random = new Random(7);
        for (int i = 0; i < 20_000; i++)
        {
            string code = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => parts[random.Next(parts.Length)]));
            if (UcumUnit.TryParse(code, out UcumUnit? unit))
            {
                Assert.True(unit.TryConvert(1, unit, out decimal same) && same == 1);
            }
        }
    }

    [Theory]
    [InlineData("mg", "g", true)]
    [InlineData("Cel", "[degF]", true)]
    [InlineData("/min", "/h", true)]
    [InlineData("%", "1", true)]
    [InlineData("mg", "mL", false)]
    [InlineData("[pH]", "1", false)]
    public void Units_of_one_quality_are_those_that_convert(string one, string other, bool expected)
    {
        Assert.True(UcumUnit.TryParse(one, out var first) & UcumUnit.TryParse(other, out var second));
        Assert.Equal(expected, first!.IsCommensurableWith(second!));
        Assert.Equal(expected, first.Quality == second!.Quality);
    }

    [Theory]
    [InlineData(5.4, "mg", 0.0054, "g")]
    [InlineData(98.6, "[degF]", 37, "Cel")]
    [InlineData(-40, "[degF]", -40, "Cel")]
    [InlineData(140, "mmol/L", 0.14, "mol/L")]
    [InlineData(6000, "/h", 100, "/min")]
    [InlineData(7.4, "[pH]", 7.4, "[pH]")]
    public void Equal_values_are_near_each_other_in_their_base(decimal one, string oneUnit, decimal other, string otherUnit)
    {
        Assert.True(UcumUnit.TryParse(oneUnit, out var first) & UcumUnit.TryParse(otherUnit, out var second));
        var (left, right) = (first!.Approximate(one), second!.Approximate(other));
        Assert.InRange(left, right - Math.Abs(right) * 1e-12, right + Math.Abs(right) * 1e-12);
    }
}
