using System.Text;
using Carewright.Storage.Sealing;

namespace Carewright.Storage.Tests;

public sealed class SealingTests
{
    private static readonly TenantId s_tenant = new("t1");
    private static readonly byte[] s_key = [.. Enumerable.Range(0, 32).Select(i => (byte)(i * 7))];

    private static readonly BodyCodec s_codec = new([BodyCodec.ShippedDictionary()]);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(95)]
    [InlineData(5000)]
    [InlineData(200_000)]
    public void A_body_opens_as_it_was(int length)
    {
        using var ring = Ring(new NoKeys());
        var seal = new VersionSeal(ring, s_codec);
        var body = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i * i % 26)))));
        var draft = Draft("id-1", body, ["Patient/7", "Group/x"]);
        var key = ring.ForOwner(5);
        var value = seal.Close(key, Binding(1), draft);
        var opened = seal.Open(key, Binding(1), value);
        Assert.Equal(("id-1", body.Length), (opened.Id, opened.Body.Length));
        Assert.Equal(body, opened.Body);
        Assert.Equal(["Patient/7", "Group/x"], opened.Patients);
        Assert.True(length < 5000 || value.Length < length / 2);
    }

    [Fact]
    public void A_store_reads_what_was_written_with_an_older_dictionary()
    {
        var body = """{"resourceType":"Patient","active":true,"name":[{"use":"official","family":"Example","given":["Given"]}],"gender":"unknown"}"""u8.ToArray();
        using var older = new BodyCodec([[.. Enumerable.Repeat((byte)'x', 400)]]);
        using var newer = new BodyCodec([[.. Enumerable.Repeat((byte)'x', 400)], BodyCodec.ShippedDictionary()]);
        var (buffer, back) = (new byte[body.Length], new byte[body.Length]);
        var first = older.Encode(body, buffer, out var length);
        newer.Decode(first, buffer.AsSpan(0, length), back);
        Assert.Equal(1, first);
        Assert.Equal(body, back);
        var second = newer.Encode(body, buffer, out length);
        Assert.True(second == 2 && length < body.Length / 2, $"{length} bytes under dictionary {second}");
        newer.Decode(second, buffer.AsSpan(0, length), back);
        Assert.Equal(body, back);
        Assert.Throws<SealBrokenException>(() => older.Decode(2, buffer.AsSpan(0, length), back));
        Assert.Throws<SealBrokenException>(() => newer.Decode(2, buffer.AsSpan(0, length - 1), back));
        Assert.Throws<SealBrokenException>(() => newer.Decode(2, buffer.AsSpan(0, length), back.AsSpan(1)));
    }

    [Fact]
    public void A_body_opens_only_where_it_belongs()
    {
        using var ring = Ring(new NoKeys());
        using var other = new KeyRing(new TenantId("t2"), s_key, new NoKeys(), 1);
        var seal = new VersionSeal(ring, s_codec);
        var key = ring.ForOwner(5);
        var value = seal.Close(key, Binding(1), Draft("id-1", "{}"u8.ToArray(), []));
        Assert.Throws<SealBrokenException>(() => seal.Open(key, Binding(2), value));
        Assert.Throws<SealBrokenException>(() => new VersionSeal(other, s_codec).Open(key, Binding(1), value));
        Assert.Throws<SealBrokenException>(() => seal.Open(key, Binding(1) with { ResourceType = "Observation" }, value));
        Assert.Throws<SealBrokenException>(() => seal.Open(key, Binding(1) with { Identity = 8 }, value));
        Assert.Throws<SealBrokenException>(() => seal.Open(key, Binding(1) with { Action = VersionAction.Delete }, value));
        Assert.Throws<SealBrokenException>(() => seal.Open(ring.ForOwner(6), Binding(1), value));
        for (var i = 0; i < value.Length; i++)
        {
            var changed = (byte[])value.Clone();
            changed[i] ^= 1;
            Assert.Throws<SealBrokenException>(() => seal.Open(key, Binding(1), changed));
            Assert.Throws<SealBrokenException>(() => seal.Open(key, Binding(1), value.AsSpan(0, i)));
        }
    }

    [Fact]
    public void Keys_survive_wrapping_and_dropping_from_memory()
    {
        var keys = new SavedKeys();
        using var ring = new KeyRing(s_tenant, s_key, keys, 1, capacity: 8);
        var seal = new VersionSeal(ring, s_codec);
        var values = new Dictionary<long, (long Key, byte[] Value)>();
        for (var owner = 1L; owner <= 100; owner++)
        {
            var key = ring.ForOwner(owner);
            keys.Save(ring, key);
            values[owner] = (key.Id, seal.Close(key, Binding(1), Draft($"id-{owner}", "{}"u8.ToArray(), [])));
        }
        using var again = new KeyRing(s_tenant, s_key, keys, 101);
        foreach (var (owner, (id, value)) in values)
        {
            Assert.Equal($"id-{owner}", new VersionSeal(again, s_codec).Open(id, Binding(1), value).Id);
            Assert.Equal(id, ring.ForOwner(owner).Id);
        }
        using var other = new KeyRing(new TenantId("t2"), s_key, keys, 101);
        Assert.Throws<SealBrokenException>(() => other.ForId(1));
    }

    [Fact]
    public void A_destroyed_key_seals_and_opens_nothing()
    {
        var keys = new SavedKeys();
        using var ring = Ring(keys);
        var seal = new VersionSeal(ring, s_codec);
        var key = ring.ForOwner(5);
        keys.Save(ring, key);
        var value = seal.Close(key, Binding(1), Draft("id-1", "{}"u8.ToArray(), []));
        keys.Remove(key.Id);
        ring.Destroyed(5, [key.Id]);
        Assert.True(key.IsDestroyed);
        Assert.Throws<SealBrokenException>(() => seal.Open(key, Binding(1), value));
        Assert.Throws<SealBrokenException>(() => ring.ForId(key.Id));
        Assert.NotEqual(key.Id, ring.ForOwner(5).Id);
    }

    [Fact]
    public async Task Keys_are_used_from_many_threads()
    {
        using var ring = Ring(new NoKeys());
        var seal = new VersionSeal(ring, s_codec);
        var key = ring.ForOwner(0);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < 500; i++)
            {
                var body = Encoding.UTF8.GetBytes($"{{\"n\":\"{thread}-{i}\"}}");
                Assert.Equal(body, seal.Open(key, Binding(i), seal.Close(key, Binding(i), Draft("x", body, []))).Body);
            }
        }, Stop)));
    }

    [Fact]
    public async Task A_passphrase_unwraps_what_it_wrapped_and_nothing_else_does()
    {
        var provider = new PassphraseKeyProvider("correct horse");
        var wrapped = await provider.WrapAsync(s_key, Stop);
        Assert.Equal(s_key, await new PassphraseKeyProvider("correct horse").UnwrapAsync(wrapped, Stop));
        Assert.NotEqual(wrapped.Parameters, (await provider.WrapAsync(s_key, Stop)).Parameters);
        await Assert.ThrowsAsync<WrongKeyException>(async () => await new PassphraseKeyProvider("incorrect horse").UnwrapAsync(wrapped, Stop));
        await Assert.ThrowsAsync<WrongKeyException>(async () => await provider.UnwrapAsync(wrapped with { Provider = "raw" }, Stop));
        await Assert.ThrowsAsync<WrongKeyException>(async () => await provider.UnwrapAsync(wrapped with { Parameters = [1, 0, 0, 0, .. wrapped.Parameters[4..]] }, Stop));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PassphraseKeyProvider("x", 599_999));
        Assert.Throws<ArgumentException>(() => new PassphraseKeyProvider(""));
    }

    private static KeyRing Ring(IDataKeySource keys) => new(s_tenant, s_key, keys, 1);

    private static VersionBinding Binding(long version) => new("Patient", 7, version, VersionAction.Create);

    private static VersionDraft Draft(string id, byte[] body, IReadOnlyList<string> patients) => new("Patient", id, null, 1, DateTimeOffset.UnixEpoch, VersionAction.Create, body, [], patients);

    private sealed class NoKeys : IDataKeySource
    {
        public StoredDataKey? FindByOwner(long owner) => null;

        public StoredDataKey? FindById(long id) => null;
    }

    private sealed class SavedKeys : IDataKeySource
    {
        private readonly Dictionary<long, StoredDataKey> _keys = [];

        public void Save(KeyRing ring, DataKey key)
        {
            _keys[key.Id] = ring.Wrap(key);
            KeyRing.Saved(key);
        }

        public void Remove(long id) => _keys.Remove(id);

        public StoredDataKey? FindByOwner(long owner) => _keys.Values.Where(key => key.Owner == owner).Select(key => (StoredDataKey?)key).FirstOrDefault();

        public StoredDataKey? FindById(long id) => _keys.TryGetValue(id, out var key) ? key : null;
    }
}
