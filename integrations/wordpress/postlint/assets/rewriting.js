/**
 * Accepting a rewrite: edits on what the editor holds, and only where they lie in the title, the excerpt or one block.
 *
 * Offsets are code points into the content as it was sent, which is made of the blocks in order: where each begins is
 * recorded when it is put together, and never searched for.
 */
( function ( wp ) {
	'use strict';

	const SEPARATOR = '\n\n';

	/** Code points, so that offsets from Python fit. */
	function points( text ) {
		return Array.from( text );
	}

	/** The content and where each top-level block is in it: { content, places: [ { clientId, start, end } ] }. */
	function composed( blocks ) {
		const places = [];
		const parts = [];
		let at = 0;
		blocks.forEach( function ( block ) {
			const part = wp.blocks.serialize( [ block ] );
			const length = points( part ).length;
			places.push( { clientId: block.clientId, start: at, end: at + length } );
			parts.push( part );
			at += length + SEPARATOR.length;
		} );
		return { content: parts.join( SEPARATOR ), places };
	}

	/** The text after the edits, or null if one of them would cut into markup. */
	function edited( text, edits ) {
		const letters = points( text );
		const sorted = edits.slice().sort( ( one, other ) => other.start - one.start );
		for ( const edit of sorted ) {
			const replaced = letters.slice( edit.start, edit.end ).join( '' );
			const before = letters.slice( 0, edit.start ).join( '' );
			if ( /[<>]/.test( replaced ) || before.lastIndexOf( '<' ) > before.lastIndexOf( '>' ) ) {
				return null;
			}
			letters.splice( edit.start, edit.end - edit.start, ...points( edit.text ) );
		}
		return letters.join( '' );
	}

	/** What to do to accept a rewrite: a function, or null where it can only be shown. `sent` is the draft as it was checked. */
	function accepting( rewrite, sent ) {
		if ( ! rewrite.edits || ! rewrite.edits.length ) {
			return null;
		}
		if ( rewrite.field === 'title' || rewrite.field === 'excerpt' ) {
			const text = edited( sent[ rewrite.field ], rewrite.edits );
			return text === null ? null : () => wp.data.dispatch( 'core/editor' ).editPost( { [ rewrite.field ]: text } );
		}
		if ( rewrite.field !== 'content' ) {
			return null;
		}
		const { content, places } = composed( wp.data.select( 'core/block-editor' ).getBlocks() );
		if ( content !== sent.content ) {
			return null;
		}
		const place = places.find( ( one ) => rewrite.edits.every( ( edit ) => edit.start >= one.start && edit.end <= one.end ) );
		if ( ! place ) {
			return null;
		}
		const source = points( content ).slice( place.start, place.end ).join( '' );
		const moved = rewrite.edits.map( ( edit ) => ( { ...edit, start: edit.start - place.start, end: edit.end - place.start } ) );
		const text = edited( source, moved );
		const parsed = text === null ? [] : wp.blocks.parse( text );
		const old = wp.data.select( 'core/block-editor' ).getBlock( place.clientId );
		if ( parsed.length !== 1 || ! parsed[ 0 ].isValid || parsed[ 0 ].name !== old.name ) {
			return null;
		}
		return function () {
			const editor = wp.data.dispatch( 'core/block-editor' );
			if ( old.innerBlocks.length ) {
				editor.replaceBlock( place.clientId, parsed[ 0 ] );
			} else {
				editor.updateBlockAttributes( place.clientId, parsed[ 0 ].attributes );
			}
		};
	}

	/** The words that a finding means, in the draft as it was checked; empty where it has no place of its own. */
	function wordsOf( finding, sent ) {
		if ( finding.start === null || typeof sent[ finding.field ] !== 'string' ) {
			return '';
		}
		const source = points( sent[ finding.field ] ).slice( finding.start, finding.end ).join( '' );
		const page = new DOMParser().parseFromString( source, 'text/html' );
		return page.body.textContent.replace( /\s+/g, ' ' ).trim();
	}

	window.postlintRewriting = { accepting, wordsOf };
} )( window.wp );
