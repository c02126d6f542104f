using Carewright.Terminology.Concepts;

namespace Carewright.Terminology.Tests.Concepts;

public sealed class ConceptSetTests
{
    [Fact]
    public void Behaves_as_a_set_of_numbers_does()
    {
        var random = new Random(7);
        foreach (var capacity in new[] { 1, 63, 64, 65, 1000 })
        {
            var (left, right) = (Random(), Random());
            var (a, b) = (ConceptSet.Of(capacity, left), ConceptSet.Of(capacity, right));
            Assert.Equal(left.Order(), a);
            Assert.Equal(left.Intersect(right).Order(), a.Clone().IntersectWith(b));
            Assert.Equal(left.Union(right).Order(), a.Clone().UnionWith(b));
            Assert.Equal(left.Except(right).Order(), a.Clone().ExceptWith(b));
            Assert.Equal(left.Count, a.Count());
            Assert.Equal(capacity, ConceptSet.Full(capacity).Count());
            Assert.Equal(a, ConceptSet.FromBytes(capacity, a.Bytes));
            Assert.All(Enumerable.Range(-2, capacity + 4), key => Assert.Equal(left.Contains(key), a.Contains(key)));

            HashSet<int> Random() => [.. Enumerable.Range(0, capacity / 2).Select(_ => random.Next(capacity))];
        }
    }

    [Fact]
    public void What_is_out_of_range_is_refused_when_added() => Assert.Throws<ArgumentOutOfRangeException>(() => new ConceptSet(10).Add(10));
}
