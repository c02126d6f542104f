using System.Security.Cryptography;

namespace Carewright.Storage.Sealing.Files;

/// <summary>Writes a sealed file; what is written never lies on the disk in clear. Complete only after <see cref="CompleteAsync"/>: a file left before that does not open.</summary>
public sealed class SealedWriteStream : Stream
{
    private readonly FileStream _file;
    private readonly AesGcm _cipher;
    private readonly byte[] _plain = new byte[SealedFile.ChunkSize];
    private readonly byte[] _sealed = new byte[SealedFile.ChunkSize + SealedFile.TagSize];
    private readonly byte[] _nonce = new byte[12];
    private int _filled;
    private long _chunk;

    /// <summary>Begins a file.</summary>
    /// <param name="path">Where; what is there is replaced.</param>
    /// <param name="fileKey">32 bytes.</param>
    /// <param name="name">What it opens by again, with the key.</param>
    public SealedWriteStream(string path, ReadOnlySpan<byte> fileKey, string name)
    {
        var salt = RandomNumberGenerator.GetBytes(SealedFile.SaltSize);
        _cipher = SealedFile.CipherFor(fileKey, salt, name);
        _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 0, FileOptions.Asynchronous);
        _file.Write(SealedFile.Mark);
        _file.Write(salt);
    }

    /// <summary>Bytes written so far, in clear.</summary>
    public long Written { get; private set; }

    /// <inheritdoc />
    public override bool CanRead => false;

    /// <inheritdoc />
    public override bool CanSeek => false;

    /// <inheritdoc />
    public override bool CanWrite => true;

    /// <inheritdoc />
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc />
    public override long Position
    {
        get => Written;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc />
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Written += buffer.Length;
        while (!buffer.IsEmpty)
        {
            if (_filled == SealedFile.ChunkSize)
                await _file.WriteAsync(SealChunk(isLast: false), cancellationToken).ConfigureAwait(false);
            var length = Take(buffer.Span);
            buffer = buffer[length..];
        }
    }

    /// <inheritdoc />
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc />
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc />
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Written += buffer.Length;
        while (!buffer.IsEmpty)
        {
            if (_filled == SealedFile.ChunkSize)
                _file.Write(SealChunk(isLast: false).Span);
            buffer = buffer[Take(buffer)..];
        }
    }

    /// <summary>Seals the last chunk and waits until the file is on the disk.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await _file.WriteAsync(SealChunk(isLast: true), cancellationToken).ConfigureAwait(false);
        _file.Flush(flushToDisk: true);
    }

    /// <inheritdoc />
    // A chunk is sealed when it is whole; before that there is nothing to flush.
    public override void Flush()
    {
    }

    /// <inheritdoc />
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc />
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
            _cipher.Dispose();
            CryptographicOperations.ZeroMemory(_plain);
        }
        base.Dispose(disposing);
    }

    private int Take(ReadOnlySpan<byte> bytes)
    {
        var length = Math.Min(bytes.Length, SealedFile.ChunkSize - _filled);
        bytes[..length].CopyTo(_plain.AsSpan(_filled));
        _filled += length;
        return length;
    }

    private ReadOnlyMemory<byte> SealChunk(bool isLast)
    {
        SealedFile.WriteNonce(_nonce, _chunk++);
        _cipher.Encrypt(_nonce, _plain.AsSpan(0, _filled), _sealed.AsSpan(0, _filled), _sealed.AsSpan(_filled, SealedFile.TagSize), SealedFile.Associated(isLast));
        var length = _filled + SealedFile.TagSize;
        _filled = 0;
        return _sealed.AsMemory(0, length);
    }
}
