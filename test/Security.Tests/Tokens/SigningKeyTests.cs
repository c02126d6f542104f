using Carewright.Storage;

namespace Carewright.Security.Tests.Tokens;

public sealed class SigningKeyTests : IDisposable
{
    private readonly House _house = new();

    public void Dispose() => _house.Dispose();

    [Fact]
    public async Task A_new_key_is_published_before_it_signs_and_the_old_one_stays_while_its_tokens_live()
    {
        var account = await _house.AddAsync();
        using var tokens = await AccessTokens.OpenAsync(_house.Table, new TenantId("one"), _house.Accounts, _house.Clock, House.Stop);
        var first = Assert.Single(tokens.Keys.Published).Kid;
        _house.Clock.Advance(SigningKeys.Life - SigningKeys.Ahead);
        await tokens.Keys.RotateAsync(House.Stop);
        Assert.Equal(2, tokens.Keys.Published.Count);
        Assert.Equal(first, tokens.Keys.Signing("ES384").Key.KeyId);
        _house.Clock.Advance(SigningKeys.Ahead - TimeSpan.FromSeconds(1));
        var last = tokens.Issue(account, AccessTokens.MaxLifetime);
        _house.Clock.Advance(TimeSpan.FromSeconds(1));
        await tokens.Keys.RotateAsync(House.Stop);
        var second = tokens.Keys.Signing("ES384").Key.KeyId;
        Assert.NotEqual(first, second);
        _house.Clock.Advance(AccessTokens.MaxLifetime - TimeSpan.FromSeconds(2));
        await tokens.Keys.RotateAsync(House.Stop);
        Assert.NotNull(await tokens.ValidateAsync(last, null));
        _house.Clock.Advance(SigningKeys.Kept);
        await tokens.Keys.RotateAsync(House.Stop);
        Assert.Equal([second], tokens.Keys.Published.Select(key => key.Kid));
    }

    [Fact]
    public async Task Keys_that_slept_past_their_life_still_give_a_day_s_notice()
    {
        using var tokens = await AccessTokens.OpenAsync(_house.Table, new TenantId("one"), _house.Accounts, _house.Clock, House.Stop);
        var first = tokens.Keys.Signing("ES384").Key.KeyId;
        _house.Clock.Advance(SigningKeys.Life * 3);
        using var later = await SigningKeys.OpenAsync(_house.Table, _house.Clock, House.Stop);
        Assert.Equal(first, later.Signing("ES384").Key.KeyId);
        Assert.Equal(2, later.Published.Count);
        _house.Clock.Advance(SigningKeys.Ahead);
        Assert.NotEqual(first, later.Signing("ES384").Key.KeyId);
    }

    [Fact]
    public async Task What_is_published_holds_no_private_half()
    {
        using var keys = await SigningKeys.OpenAsync(_house.Table, _house.Clock, House.Stop);
        Assert.Throws<InvalidOperationException>(() => keys.Signing("RS384"));
        await keys.EnsureRsaAsync(House.Stop);
        Assert.Equal(["EC", "RSA"], keys.Published.Select(key => key.Kty).Order());
        Assert.All(keys.Published, key => Assert.False(key.HasPrivateKey));
        Assert.Equal("RS384", keys.Signing("RS384").Algorithm);
    }
}
