using Carewright.Terminology.Concepts;

namespace Carewright.Terminology.Tests.Concepts;

public sealed class HierarchyTests
{
    [Theory]
    [InlineData(1)] // a tree
    [InlineData(3)] // several parents
    public void Agrees_with_a_walk_over_the_links(int parents)
    {
        const int Count = 300;
        var random = new Random(11);
        var links = Enumerable.Range(1, Count - 1).SelectMany(child => Enumerable.Range(0, random.Next(parents + 1)).Select(_ => (Child: child, Parent: random.Next(child)))).ToList();
        var hierarchy = Hierarchy.Of(Count, links);
        var above = new HashSet<int>[Count];
        for (var key = 0; key < Count; key++)
            above[key] = [.. links.Where(link => link.Child == key).SelectMany(link => above[link.Parent].Append(link.Parent))];
        for (var key = 0; key < Count; key++)
        {
            Assert.Equal(above[key].Order(), hierarchy.Ancestors(key));
            Assert.Equal(Enumerable.Range(0, Count).Where(other => above[other].Contains(key)), hierarchy.Descendants(key));
            for (var other = 0; other < Count; other++)
                Assert.Equal(above[key].Contains(other), hierarchy.IsAbove(other, key));
        }
    }

    [Fact]
    public void A_cycle_ends_the_walk()
    {
        var hierarchy = Hierarchy.Of(4, [(0, 1), (1, 2), (2, 0), (3, 0)]);
        Assert.True(hierarchy.IsAbove(2, 3));
        Assert.False(hierarchy.IsAbove(3, 2));
        Assert.Equal([1, 2], hierarchy.Ancestors(0));
    }

    [Fact]
    public void The_packed_form_is_the_same_hierarchy()
    {
        var hierarchy = Hierarchy.Of(5, [(1, 0), (2, 0), (3, 1), (3, 2), (3, 1), (4, 4)]);
        var again = Hierarchy.Unpack(5, hierarchy.PackedStarts.ToArray(), hierarchy.PackedParents.ToArray());
        Assert.Equal([1, 2], again.Parents(3).ToArray());
        Assert.Empty(again.Parents(4).ToArray());
        Assert.Equal([1, 2, 3], again.Descendants(0));
    }
}
