using Carewright.Storage.Indexing;
using FsCheck;
using FsCheck.Fluent;

namespace Carewright.Storage.Tests;

public sealed class IndexingTests
{
    private static readonly BlindIndex s_blind = new([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    [Fact]
    public void Packed_entries_read_back_sorted_without_duplicates() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Entries(), entries =>
    {
        var packed = PackedEntries.Pack([.. entries]);
        var expected = entries.Distinct().Order().ToList();
        return packed.ToList().SequenceEqual(expected) && entries.All(entry => Seeks(packed, entry.Parameter, expected)) && !packed.Read().Seek(999_999);
    }));

    [Fact]
    public void Damaged_packed_entries_end_in_an_error_or_in_entries_never_beyond()
    {
        var packed = PackedEntries.Pack([.. Enumerable.Range(0, 40).Select(i => new IndexEntry(i % 7, i * 977L, i % 3 == 0 ? i * 977L + 5 : 0))]).Bytes.ToArray();
        var random = new System.Random(3);
        for (var round = 0; round < 5000; round++)
        {
            var damaged = packed[..random.Next(packed.Length + 1)];
            if (damaged.Length > 0)
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                Assert.True(new PackedEntries(damaged).ToList().Count <= damaged.Length);
            }
            catch (SealBrokenException)
            {
                // The other lawful end.
            }
        }
    }

    [Fact]
    public void Numbers_keep_their_order() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(ArbMap.Default.ArbFor<(decimal, decimal)>(), pair =>
        pair.Item1 == pair.Item2 ? SortableNumber.Of(pair.Item1) == SortableNumber.Of(pair.Item2)
            : Math.Sign(pair.Item1.CompareTo(pair.Item2)) * SortableNumber.Of(pair.Item1).CompareTo(SortableNumber.Of(pair.Item2)) >= 0));

    [Fact]
    public void Numbers_that_differ_in_a_clinical_way_differ()
    {
        decimal[] rising = [decimal.MinValue, -100, -99.9m, -0.001m, 0, 0.001m, 1, 1.0001m, 7.25m, 7.26m, 1e9m, decimal.MaxValue];
        for (var i = 1; i < rising.Length; i++)
            Assert.True(SortableNumber.Of(rising[i - 1]) < SortableNumber.Of(rising[i]));
        Assert.Equal(SortableNumber.Of(5.0m), SortableNumber.Of(5m));
        Assert.Equal(SortableNumber.Of(-0.0m), SortableNumber.Of(0m));
    }

    [Fact]
    public void A_cover_meets_every_date_that_overlaps_it() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Spans(), pair =>
    {
        var ((low, high), (from, to)) = pair;
        var overlaps = low <= to && from <= high;
        return !overlaps || PrivateDate.Names(low, high).Intersect(PrivateDate.Cover(from, to)).Any();
    }));

    [Fact]
    public void A_cover_of_a_day_is_small_and_misses_other_days()
    {
        var day = Day(1980, 5, 17);
        var cover = PrivateDate.Cover(day, day + TimeSpan.MicrosecondsPerDay - 1);
        Assert.Equal(["1980-05-17", "1980-05~", "1980~", "?"], cover.OrderBy(name => -name.Length).ThenBy(name => name));
        Assert.DoesNotContain(PrivateDate.Names(Day(1980, 5, 18), Day(1980, 5, 18)), cover.Contains);
    }

    [Fact]
    public void Hashes_depend_on_key_kind_and_border()
    {
        using var other = new BlindIndex(new byte[32]);
        var hashes = new[]
        {
            s_blind.Hash(HashKind.Code, "ab"), other.Hash(HashKind.Code, "ab"), s_blind.Hash(HashKind.System, "ab"), s_blind.Hash(HashKind.Audit, "a", "b"), s_blind.Hash(HashKind.Audit, "ab", ""),
            s_blind.Hash(HashKind.Audit, "", "ab"), s_blind.Mix(1, 2), s_blind.Mix(2, 1),
        };
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.Equal(s_blind.Identity("Patient", "1"), s_blind.Hash(HashKind.Reference, "Patient/1"));
        Assert.Equal(s_blind.Hash(HashKind.Prefix, "abc"), s_blind.Hash(HashKind.Prefix, "abc".AsSpan()));
    }

    [Fact]
    public async Task Hashes_are_the_same_from_many_threads()
    {
        var expected = Enumerable.Range(0, 500).Select(i => s_blind.Hash(HashKind.Code, $"c{i}".AsSpan())).ToArray();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 20_000; i++)
                Assert.Equal(expected[i % 500], s_blind.Hash(HashKind.Code, $"c{i % 500}"));
        }, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public void Numbers_of_parameters_are_kept_and_saved_once()
    {
        var registry = new ParameterRegistry([new StoredParameter(20, "Patient")]);
        Assert.Equal(20, registry.Number("Patient"));
        Assert.False(registry.HasUnsaved);
        Assert.Equal(21, registry.Number("Patient.name"));
        Assert.Equal(21, registry.Number("Patient.name"));
        var unsaved = registry.Unsaved();
        Assert.Equal([new StoredParameter(21, "Patient.name")], unsaved);
        registry.Number("Patient.family");
        registry.Saved(unsaved);
        Assert.Equal("Patient.family", Assert.Single(registry.Unsaved()).Name);
        Assert.Equal("Patient.name", registry.Name(21));
    }

    private static long Day(int year, int month, int day) => (new DateOnly(year, month, day).DayNumber - new DateOnly(1970, 1, 1).DayNumber) * TimeSpan.MicrosecondsPerDay;

    private static bool Seeks(PackedEntries packed, int parameter, List<IndexEntry> sorted)
    {
        var reader = packed.Read();
        if (!reader.Seek(parameter))
            return false;
        var found = new List<IndexEntry>();
        while (reader.NextOf())
            found.Add(reader.Current);
        return found.SequenceEqual(sorted.Where(entry => entry.Parameter == parameter));
    }

    private static Arbitrary<IndexEntry[]> Entries()
    {
        var value = Gen.OneOf(ArbMap.Default.GeneratorFor<long>(), Gen.Choose(-5, 5).Select(i => (long)i), Gen.Constant(long.MinValue), Gen.Constant(long.MaxValue));
        var parameter = Gen.OneOf(Gen.Choose(1, 6), Gen.Choose(1, 2_000), Gen.Choose(BuiltInParameter.Derived, BuiltInParameter.Derived + 5));
        var second = Gen.OneOf(Gen.Constant<Func<long, long>>(_ => 0), Gen.Constant<Func<long, long>>(v => unchecked(v + 999_999)), value.Select<long, Func<long, long>>(v => _ => v));
        return (from p in parameter from v in value from s in second select new IndexEntry(p, v, s(v))).ArrayOf().ToArbitrary();
    }

    private static Arbitrary<((long, long), (long, long))> Spans()
    {
        var date = from year in Gen.Choose(1790, 2210) from month in Gen.Choose(1, 12) from day in Gen.Choose(1, 28) select Day(year, month, day);
        var span = from start in date from length in Gen.OneOf(Gen.Constant(0), Gen.Choose(0, 40), Gen.Choose(0, 900)) select (start, start + ((length + 1) * TimeSpan.MicrosecondsPerDay) - 1);
        var open = from inner in span from cut in Gen.Choose(0, 4) select (cut == 1 ? long.MinValue : inner.Item1, cut == 2 ? long.MaxValue : inner.Item2);
        return (from inner in span from outer in open select (inner, outer)).ToArbitrary();
    }
}
